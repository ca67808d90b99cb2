import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { locateInterpreter } from './locate-interpreter.ts'
import { RUNNER } from './python-runner.ts'

const DAY_MS = 86_400_000

/** The memory of a loaded Python in a file, from which an interpreter starts several times faster. */
export interface PythonSnapshot {
  /** The file, when it is there already. */
  readonly file: () => string | undefined
  /** Makes it when it is missing, once for all callers. Undefined when it cannot be made: Python then starts the slow way. */
  make(): Promise<string | undefined>
  close(): void
}

/**
 * Keeps the snapshot in `folder`, or in one of this user alone below the folder for temporary files. One that somebody
 * else may write to is not used. The name says of which Pyodide, Node and runner it is, so that an update makes another.
 */
export function createPythonSnapshot(folder: string = defaultFolder()): PythonSnapshot {
  let name: string | undefined
  const path = () => {
    name ??= `python-${fingerprint()}.snapshot`
    return join(folder, name)
  }
  const file = () => (isOurs(folder) && existsSync(path()) ? path() : undefined)
  const closing = new AbortController()
  let making: Promise<string | undefined> | undefined
  const make = async () => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (isOurs(folder)) sweep(folder, path())
      return file() ?? (isOurs(folder) && (await write(path(), closing.signal)) ? file() : undefined)
    } catch {
      return undefined
    }
  }
  return {
    file,
    make: () => {
      making ??= make()
      return making
    },
    close: () => closing.abort(),
  }
}

async function write(path: string, signal: AbortSignal): Promise<boolean> {
  const { moduleUrl, readable } = locateInterpreter('python')
  const draft = `${path}.${randomUUID()}`
  const flags = [
    '--permission',
    ...[...readable, draft].map((given) => `--allow-fs-read=${given}`),
    ...[path, draft].map((own) => `--allow-fs-write=${own}`),
    '--no-warnings',
  ]
  const child = spawn(process.execPath, [...flags, childFile(), moduleUrl, draft, path], {
    env: {},
    cwd: '/',
    stdio: 'ignore',
    signal,
  })
  child.unref()
  try {
    const [code] = await once(child, 'close')
    return code === 0
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Takes away what updates and processes that were killed left behind. */
function sweep(folder: string, current: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const isOld = Date.now() - statSync(path).mtimeMs > DAY_MS
    if (isOld && path !== current && name.startsWith('python-')) rmSync(path, { force: true })
  }
}

function childFile(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return fileURLToPath(new URL(`./snapshot-child.${extension}`, import.meta.url))
}

function fingerprint(): string {
  const { moduleUrl } = locateInterpreter('python')
  const pyodide = readFileSync(new URL('package.json', moduleUrl))
  return createHash('sha256').update(pyodide).update(process.version).update(RUNNER).digest('hex').slice(0, 16)
}

function defaultFolder(): string {
  return join(tmpdir(), `octollm-sandbox-${process.getuid?.() ?? 'user'}`)
}

// In a folder for temporary files anybody may have been first.
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return false
  return process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0)
}
