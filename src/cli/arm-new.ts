import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ArmDescription } from '../contracts/arm.ts'
import { octollmSpecifier } from './octollm-specifier.ts'
import { ownManifest, PACKAGE_ROOT } from './own-manifest.ts'
import { printLines } from './print.ts'

type ArmKind = 'in-process' | 'http' | 'python'

const TEMPLATES = fileURLToPath(new URL('../../templates/', import.meta.url))

// The second is laid over the first.
const LAYERS: Readonly<Record<ArmKind, readonly string[]>> = {
  'in-process': ['in-process'],
  http: ['in-process', 'http'],
  python: ['python'],
}

const PORT = '8103'
const TAKEN = new Set(['planner', 'retriever', 'coder', 'executor', 'judge', 'guardian', 'node_modules'])

/**
 * Writes a folder `NAME` below `dir` with an arm that works, its tests and a README. Throws a TypeError for a name that is
 * none and for a folder that has something in it already.
 */
export async function newArm(name: string, { kind, dir }: { kind: ArmKind; dir: string }): Promise<void> {
  checkName(name)
  const folder = resolve(dir, name)
  await refuseFull(folder)
  await mkdir(folder, { recursive: true })
  for (const layer of LAYERS[kind]) await cp(join(TEMPLATES, layer), folder, { recursive: true })
  const words = await wordsFor(name, folder)
  for (const file of await filesBelow(folder)) await fillIn(file, name, words)
  printLines(nextSteps(name, { kind, folder }))
}

function checkName(name: string): void {
  const known = ArmDescription.shape.armId.safeParse(name)
  if (!known.success) throw new TypeError(`"${name}" cannot be an arm's name: ${known.error.issues[0]?.message}.`)
  if (TAKEN.has(name)) throw new TypeError(`"${name}" is taken: choose another name for your arm.`)
}

async function refuseFull(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new TypeError(`${folder} is no folder: choose another name, or another place with --dir.`, { cause: error })
  })
  if (entries.length === 0) return
  throw new TypeError(`${folder} exists and is not empty: choose another name, or another place with --dir.`)
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

type Words = ReadonlyMap<string, string>

/** What stands for what: `{{name}}` and the like, and under its own name the version of each package. */
async function wordsFor(name: string, folder: string): Promise<Words> {
  const { dependencies, devDependencies } = await ownManifest()
  const title = name.replaceAll(/[-_]+/g, ' ').trim()
  return new Map([
    ...Object.entries({ ...devDependencies, ...dependencies }),
    ['octollm', await octollmSpecifier(folder)],
    ['name', name],
    ['title', `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`],
    ['port', PORT],
  ])
}

/** Fills in a file of a template, and gives it its own name: npm would not pack one that is called .gitignore. */
async function fillIn(file: string, name: string, words: Words): Promise<void> {
  const text = await readFile(file, 'utf8')
  const filled = text
    .replaceAll(/\{\{([^{}]+)\}\}/g, (_all, key: string) => words.get(key) ?? unknownWord(key, file))
    .replaceAll('name-arm.ts', `${name}-arm.ts`)
  if (filled !== text) await writeFile(file, filled)
  const base = relative(dirname(file), file)
  const own = base === 'gitignore' ? '.gitignore' : base.replace(/^name-arm\./, `${name}-arm.`)
  if (own !== base) await rename(file, join(dirname(file), own))
}

function unknownWord(key: string, file: string): never {
  throw new Error(`The template ${file} names {{${key}}}, which nothing stands for.`)
}

/** A checkout runs its sources as they are; what imports the package needs it built. */
function buildFirst(): string[] {
  const isBuilt = existsSync(join(PACKAGE_ROOT, 'dist', 'index.js'))
  return isBuilt ? [] : [`npm run build --prefix ${PACKAGE_ROOT}`]
}

function nextSteps(name: string, { kind, folder }: { kind: ArmKind; folder: string }): string[] {
  const below = relative(process.cwd(), folder)
  const place = below.startsWith('..') ? folder : below
  const steps =
    kind === 'python'
      ? ['python3 -m unittest', 'python3 serve.py']
      : [...buildFirst(), 'npm install', 'npm test', `npm start${kind === 'http' ? '' : '     # a task that uses it'}`]
  const own = kind === 'python' ? 'arm.py' : `src/${name}-arm.ts`
  return [
    `Wrote the arm "${name}" to ${place}. Next:`,
    '',
    ...[`cd ${place}`, ...steps].map((step) => `  ${step}`),
    '',
    `What it does stands in ${join(place, own)}.`,
    ...(kind === 'in-process' ? [] : [`Once it is served: OCTOLLM_ARMS=http://127.0.0.1:${PORT} octollm serve`]),
  ]
}
