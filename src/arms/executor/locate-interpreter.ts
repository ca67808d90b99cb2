import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type SandboxRun, SandboxUnavailable } from './sandbox.ts'

const PACKAGES = { python: 'pyodide', javascript: 'quickjs-emscripten' } as const
// QuickJS comes in variants, a package each, and importing it resolves all of them.
const PARTS = {
  python: [],
  javascript: [
    'quickjs-emscripten-core',
    '@jitl/quickjs-ffi-types',
    '@jitl/quickjs-wasmfile-debug-asyncify',
    '@jitl/quickjs-wasmfile-debug-sync',
    '@jitl/quickjs-wasmfile-release-asyncify',
    '@jitl/quickjs-wasmfile-release-sync',
  ],
} as const

/** Where an interpreter is loaded from, and every path its process may read to load it. */
export interface InterpreterLocation {
  readonly moduleUrl: string
  readonly readable: readonly string[]
}

/** Finds the installed interpreter. Throws `SandboxUnavailable` when its package is missing. */
export function locateInterpreter(language: SandboxRun['language']): InterpreterLocation {
  const name = PACKAGES[language]
  try {
    const moduleUrl = import.meta.resolve(name)
    const require = createRequire(moduleUrl)
    const parts = PARTS[language].map((part) => packageFolder(require.resolve(part), part))
    const readable = [
      ownCode('.'),
      ownCode('../../../package.json'),
      packageFolder(fileURLToPath(moduleUrl), name),
      ...parts,
    ]
    return { moduleUrl, readable }
  } catch (cause) {
    throw new SandboxUnavailable(`The package ${name} is not installed, so ${language} cannot run: npm i ${name}`, {
      cause,
    })
  }
}

function ownCode(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

function packageFolder(file: string, name: string): string {
  const folder = `${sep}${name.replaceAll('/', sep)}${sep}`
  return file.slice(0, file.lastIndexOf(folder) + folder.length) || dirname(file)
}
