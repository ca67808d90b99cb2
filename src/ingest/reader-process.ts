import { type ChildProcess, fork } from 'node:child_process'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HEAP_MB } from './reader-limits.ts'
import type { RawDocument, Reading } from './reading.ts'

const IDLE_MS = 30_000

/** A process that reads one document at a time. It ends when it takes too long or too much, or has nothing to do. */
export interface ReaderProcess {
  read(raw: RawDocument): Promise<Reading>
  kill(): void
}

export function startReader(limitMs: number, onGone: () => void): ReaderProcess {
  const child = fork(fileURLToPath(new URL(`./reader-child.${EXTENSION}`, import.meta.url)), {
    execArgv: flags(),
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const kill = () => void child.kill('SIGKILL')
  const answers = answersOf(child)
  void answers.gone.then(onGone)
  const ready = answers.next()
  let rest: NodeJS.Timeout | undefined
  return {
    kill,
    async read(raw) {
      clearTimeout(rest)
      hold(child, true)
      if ((await ready) === null) return { refused: NOT_STARTED, gaveUp: true }
      let isLate = false
      const limit = setTimeout(() => {
        isLate = true
        kill()
      }, limitMs)
      const answer = answers.next()
      // A process that is gone says so by its end.
      child.send(raw, () => {})
      const said = await answer
      clearTimeout(limit)
      hold(child, false)
      rest = setTimeout(kill, IDLE_MS).unref()
      if (isReading(said)) return said
      return { refused: isLate ? `takes longer than ${limitMs / 1_000} s to read` : TOO_MUCH, gaveUp: true }
    },
  }
}

const NOT_STARTED = 'was not read: the process that reads documents does not start'
const TOO_MUCH = 'takes more memory than a document may, or breaks what reads it'

function answersOf(child: ChildProcess) {
  let tell: (answer: unknown) => void = () => {}
  let isGone = false
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      isGone = true
      tell(null)
      resolve()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  child.on('message', (answer) => tell(answer))
  return {
    gone,
    /** The next thing it says; null when it ends before. */
    next: () =>
      new Promise<unknown>((resolve) => {
        tell = resolve
        if (isGone) resolve(null)
      }),
  }
}

const isReading = (said: unknown): said is Reading =>
  typeof said === 'object' && said !== null && ('refused' in said || 'passages' in said)

/** Whether this process stays alive for it. */
function hold(child: ChildProcess, isHeld: boolean): void {
  if (isHeld) child.ref()
  else child.unref()
  if (isHeld) child.channel?.ref()
  else child.channel?.unref()
}

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const PARSERS = ['unpdf', 'parse5', 'jsonc-parser', 'csv-parse', 'chardet']

// A document that gets past its parser finds no files but code, no other process, and no way to make code of a text.
function flags(): string[] {
  const own = ['..', '../../package.json'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  const packages = new Set(PARSERS.map((name) => packagesAround(fileURLToPath(import.meta.resolve(name)))))
  return [
    '--permission',
    '--allow-worker',
    ...[...own, ...packages, ...placesOfPackages(own[0] ?? '')].map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    `--max-old-space-size=${HEAP_MB}`,
    '--no-warnings',
  ]
}

/** Where Node looks for packages that code below a folder imports; what it finds may be a link to elsewhere. */
function placesOfPackages(folder: string): string[] {
  const above = dirname(folder)
  return [join(folder, 'node_modules', sep), ...(above === folder ? [] : placesOfPackages(above))]
}

/** The folder of packages a file is in, with all they depend on. */
function packagesAround(file: string): string {
  const folder = `${sep}node_modules${sep}`
  const at = file.indexOf(folder)
  return at === -1 ? dirname(file) : file.slice(0, at + folder.length)
}
