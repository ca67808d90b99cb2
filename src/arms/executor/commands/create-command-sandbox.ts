import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createLimiter } from '../../limit-concurrency.ts'
import { isInFolder } from '../declared-files.ts'
import { SandboxUnavailable } from '../sandbox.ts'
import { bubblewrapArgs } from './bubblewrap-args.ts'
import { checkCommands } from './check-commands.ts'
import type { CommandRefusal, CommandRun, CommandSandbox } from './command-sandbox.ts'
import { abortedCommand, type CommandLimits, runCommand } from './run-command.ts'
import { refusedCalls } from './system-calls.ts'

const BYTES_PER_MB = 1_048_576
const INSTALL = 'install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap)'
const NOBODY = 65_534
const MAX_ARGS = 256
const MAX_ARG_CHARS = 65_536

export interface CommandSandboxOptions {
  /** Names of the programs that may be run; none by default. */
  readonly allowed?: readonly string[]
  /** Commands that run at once, others wait for their turn; default the number of processors. */
  readonly parallel?: number
  /** Where to look for bubblewrap; default the system's folders, never PATH: it may be somebody else's. Null: nowhere. */
  readonly bubblewrap?: string | null
}

/** Runs allowed programs in bubblewrap on Linux. When this process is root, they are the user nobody outside too. */
export function createCommandSandbox(options: CommandSandboxOptions = {}): CommandSandbox {
  const { allowed = [], parallel = availableParallelism(), bubblewrap = findBubblewrap() } = options
  checkCommands(allowed)
  const places = createLimiter(parallel)
  const alive = new Set<Promise<unknown>>()
  const closing = new AbortController()
  let checked: Promise<CommandRefusal> | undefined

  const check = () => {
    checked ??= whatPrevents(bubblewrap)
    return checked
  }

  async function run(given: CommandRun) {
    checkRun(given, allowed)
    const refusal = await check()
    if (refusal || bubblewrap === null) throw unavailable(refusal)
    if (closing.signal.aborted) throw new SandboxUnavailable('The sandbox is closed: create another one.')
    const aborted = given.signal ? AbortSignal.any([given.signal, closing.signal]) : closing.signal
    let isPlaced = false
    const placed = () => {
      isPlaced = true
      const running = runCommand(given, { ...limitsOf(given), aborted }, (limits, paths) =>
        start(bubblewrap, bubblewrapArgs(paths, given.argv, limits), paths.length),
      )
      const ended = running.catch(() => {}).finally(() => alive.delete(ended))
      alive.add(ended)
      return running
    }
    return places.run(placed, aborted).catch((error: unknown) => {
      if (isPlaced) throw error
      return abortedCommand()
    })
  }

  return {
    allowed,
    check,
    run,
    async close() {
      closing.abort()
      await Promise.all(alive)
    },
  }
}

const MISSING: CommandRefusal = { reason: 'bubblewrap is not installed', advice: INSTALL }

const BLIND: CommandRefusal = {
  reason: 'this kernel does not tell the children of a process (CONFIG_PROC_CHILDREN)',
  advice: 'memory could not be limited, so do without commands',
}

const UNKNOWN: CommandRefusal = {
  reason: 'the system calls of this processor are not known here, so that none could be refused',
  advice: 'run commands on x64 or arm64, or do without them',
}

async function whatPrevents(bubblewrap: string | null): Promise<CommandRefusal> {
  if (bubblewrap === null || process.platform !== 'linux') return MISSING
  if (refusedCalls() === null) return UNKNOWN
  return canWatch() ? tryOut(bubblewrap) : BLIND
}

const canWatch = () => existsSync(`/proc/self/task/${process.pid}/children`)

function unavailable(refusal: CommandRefusal): SandboxUnavailable {
  const { reason, advice } = refusal ?? { reason: 'no sandbox was found', advice: INSTALL }
  return new SandboxUnavailable(`Commands run only in a sandbox, and ${reason}: ${advice}.`)
}

function checkRun({ argv, files = {} }: CommandRun, allowed: readonly string[]): void {
  const [program] = argv
  if (!allowed.includes(program)) throw new TypeError(notAllowed(allowed))
  if (argv.length > MAX_ARGS || argv.some((word) => word.length > MAX_ARG_CHARS || word.includes('\0'))) {
    throw new TypeError(`A command has at most ${MAX_ARGS} words of at most ${MAX_ARG_CHARS} characters, without NUL.`)
  }
  for (const path of Object.keys(files)) {
    if (!isInFolder(path))
      throw new TypeError('A file is not in the working folder: give a relative path such as "in.txt".')
  }
}

function notAllowed(allowed: readonly string[]): string {
  if (allowed.length === 0) return 'No command may be run here: name the allowed programs in OCTOLLM_COMMANDS=git,ls.'
  return `Only these programs may be run, by their plain name: ${allowed.join(', ')} (OCTOLLM_COMMANDS).`
}

function limitsOf({ timeoutMs = 30_000, memoryMb = 512, maxOutputBytes = 65_536 }: CommandRun) {
  return { timeoutMs, maxOutputBytes, memoryBytes: memoryMb * BYTES_PER_MB }
}

function start(bubblewrap: string, args: readonly string[], files: number): ChildProcess {
  const isRoot = process.getuid?.() === 0
  return spawn(bubblewrap, args, {
    env: {},
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe', ...Array<'pipe'>(files).fill('pipe')],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  })
}

/** Runs `true` the way every command is run: what does not work is found out before the first one. */
async function tryOut(bubblewrap: string): Promise<CommandRefusal> {
  const limits: CommandLimits = {
    ...limitsOf({ argv: ['true'], timeoutMs: 10_000 }),
    aborted: new AbortController().signal,
  }
  const run: CommandRun = { argv: ['cp', 'in', 'out'], files: { in: 'works' } }
  const ended = await runCommand(run, limits, (given, paths) =>
    start(bubblewrap, bubblewrapArgs(paths, run.argv, given), paths.length),
  )
  if (ended.files['out'] === 'works') return null
  const words = ended.stderr.trim().split('\n').at(-1) || `it ended with ${ended.exitCode}`
  const advice =
    'it needs user namespaces, prlimit, find and tar; in a container allow user namespaces, or do without commands'
  return { reason: `bubblewrap does not work here (${words})`, advice }
}

function findBubblewrap(): string | null {
  const folders = ['/usr/bin', '/usr/local/bin', '/bin', '/run/current-system/sw/bin']
  return folders.map((folder) => join(folder, 'bwrap')).find((path) => existsSync(path)) ?? null
}
