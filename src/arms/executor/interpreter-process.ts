import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Job, LoadOptions } from './interpreter.ts'
import { killGroup } from './kill-group.ts'
import { locateInterpreter } from './locate-interpreter.ts'
import { OutputCapture } from './output-capture.ts'
import { type SandboxRun, SandboxUnavailable } from './sandbox.ts'

const START_MS = 60_000
// The JavaScript heap of the interpreter; what a program may use is limited inside the process.
const HEAP_MB = 256
/** A report is 1 MB of result and 256 KB of files, written as JSON inside JSON. */
const MAX_REPORT_BYTES = 8 * 1_048_576
const FLOOD_BYTES = 16 * 1_048_576

/** A process with one interpreter, good for one program. */
export interface InterpreterProcess {
  readonly stdout: OutputCapture
  readonly stderr: OutputCapture
  /** True when the interpreter is loaded, false when the process ended before. */
  readonly ready: Promise<boolean>
  /** Settles when the process is gone and all it wrote has been read. */
  readonly ended: Promise<InterpreterEnd>
  send(job: Job): void
  /** Whether the parent's event loop waits for this process. */
  hold(isHeld: boolean): void
  kill(): void
}

/** How a process ended: what it reported (empty: nothing), whether it wrote too much, whether a signal ended it. */
export interface InterpreterEnd {
  readonly report: string
  readonly isFlooded: boolean
  readonly bySignal: boolean
}

/** Starts an interpreter. A process that writes more than 16 MB is killed. Throws `SandboxUnavailable`. */
export function startInterpreter(language: SandboxRun['language'], options: LoadOptions = {}): InterpreterProcess {
  const { moduleUrl, readable } = locateInterpreter(language)
  const own = Object.values(options).filter((path) => path !== undefined)
  const args = [...flags([...readable, ...own]), childFile(), language, moduleUrl, JSON.stringify(options)]
  const child = spawn(process.execPath, args, {
    env: {},
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  const [lifeline, out, err, control] = child.stdio.map(toSocket)
  if (!lifeline || !out || !err || !control)
    throw new SandboxUnavailable('No pipes to the interpreter could be opened.')
  // A process that dies first breaks these pipes, and one that cannot start says so by ending.
  for (const part of [child, lifeline, out, err, control]) part.on('error', () => {})
  const kill = () => killGroup(child)
  const stdout = new OutputCapture(out)
  const stderr = new OutputCapture(err)
  const channel = new OutputCapture(control)
  channel.keep(MAX_REPORT_BYTES)
  const isFlooded = () => stdout.seenBytes > FLOOD_BYTES || stderr.seenBytes > FLOOD_BYTES || channel.isTruncated
  for (const stream of [out, err, control]) stream.on('data', () => isFlooded() && kill())
  const ended = new Promise<InterpreterEnd>((resolve) => {
    child.on('close', (_code, signal) =>
      resolve({ report: afterReady(channel.text()), isFlooded: isFlooded(), bySignal: signal !== null }),
    )
  })
  const spoke = new Promise<true>((resolve) => control.once('data', () => resolve(true)))
  const ready = Promise.race([spoke, ended.then(() => false)])
  const timer = setTimeout(kill, START_MS).unref()
  return {
    stdout,
    stderr,
    ready: ready.finally(() => clearTimeout(timer)),
    ended,
    kill,
    send: (job) => control.write(`${JSON.stringify(job)}\n`),
    hold: (isHeld) => {
      for (const part of [child, lifeline, out, err, control]) isHeld ? part.ref() : part.unref()
    },
  }
}

// The permission model denies files beyond the interpreter's own, child processes, native code and (from Node 25) the
// network, to whatever gets past the interpreter; one worker thread is the lifeline. Without code from strings no object
// of the realm can be talked into evaluating JavaScript.
function flags(readable: readonly string[]): string[] {
  return [
    '--permission',
    '--allow-worker',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    `--max-old-space-size=${HEAP_MB}`,
    '--no-warnings',
  ]
}

function childFile(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return fileURLToPath(new URL(`./interpreter-child.${extension}`, import.meta.url))
}

function toSocket(stream: unknown): Socket | undefined {
  return stream instanceof Socket ? stream : undefined
}

function afterReady(text: string): string {
  return text.slice(text.indexOf('\n') + 1)
}
