import type { ChildProcess } from 'node:child_process'
import { Socket } from 'node:net'
import { toBytes } from '../declared-files.ts'
import { killGroup } from '../kill-group.ts'
import { OutputCapture } from '../output-capture.ts'
import { byKind } from '../run-program.ts'
import { SandboxUnavailable } from '../sandbox.ts'
import { FIRST_FILE_FD, LEFT_FD, type Limits, REFUSED_CALLS_FD } from './bubblewrap-args.ts'
import type { CommandResult, CommandRun } from './command-sandbox.ts'
import { readLeftFiles } from './read-left-files.ts'
import { refusedCalls } from './system-calls.ts'
import { watchUsage } from './watch-usage.ts'

const FLOOD_BYTES = 16 * 1_048_576
const MAX_LEFT_BYTES = 16 * 1_048_576

export interface CommandLimits extends Limits {
  readonly maxOutputBytes: number
  readonly aborted: AbortSignal
}

type Reason = 'late' | 'aborted' | 'flood' | 'memory' | 'files'

const REASONS: Readonly<Record<Reason, { readonly exitCode: number; readonly words: string }>> = {
  late: { exitCode: 124, words: 'Timed out.' },
  aborted: { exitCode: 130, words: 'Aborted.' },
  flood: { exitCode: 137, words: 'Killed: more than 16 MB of output.' },
  memory: { exitCode: 137, words: 'Killed: out of memory.' },
  files: { exitCode: 137, words: 'Killed: too many files.' },
}

/** Runs one command in the process that `start` makes for it, and ends everything it started. */
export async function runCommand(
  { files = {}, outputs, stdin = '' }: CommandRun,
  limits: CommandLimits,
  start: (limits: Limits, paths: readonly string[]) => ChildProcess,
): Promise<CommandResult> {
  if (limits.aborted.aborted) return abortedCommand()
  const paths = Object.keys(files)
  const startedAt = performance.now()
  const child = start(limits, paths)
  const pipes = child.stdio.map((stream) => (stream instanceof Socket ? stream : undefined))
  const [input, out, err] = pipes
  const left = pipes[LEFT_FD]
  if (!input || !out || !err || !left) throw new SandboxUnavailable('No pipes to the sandbox could be opened.')
  for (const part of [child, ...pipes]) part?.on('error', () => {}) // one that cannot start says so by ending
  const stdout = new OutputCapture(out)
  const stderr = new OutputCapture(err)
  const kept = new OutputCapture(left)
  stdout.keep(limits.maxOutputBytes)
  stderr.keep(limits.maxOutputBytes)
  kept.keep(MAX_LEFT_BYTES)
  pipes[REFUSED_CALLS_FD]?.end(refusedCalls() ?? '')
  for (const [at, path] of paths.entries()) pipes[FIRST_FILE_FD + at]?.end(toBytes(files[path] ?? ''))
  input.end(stdin)
  const { code, reason } = await guarded(child, limits, [stdout, stderr])
  const found = readLeftFiles(kept.bytes(), files, outputs ?? null)
  const exitCode = reason ? REASONS[reason].exitCode : code
  return {
    success: exitCode === 0,
    stdout: stdout.text(),
    stderr: withReason(stderr.text(), reason),
    exitCode,
    durationMs: Math.round(performance.now() - startedAt),
    truncated: stdout.isTruncated || stderr.isTruncated || kept.isTruncated || found.filesTruncated,
    ...byKind(Object.entries(found.files)),
  }
}

/** The outcome of a command that was aborted before it had its turn. */
export function abortedCommand(): CommandResult {
  const nothing = { stdout: '', files: {}, binaryFiles: {}, truncated: false, durationMs: 0 }
  return { success: false, exitCode: 130, stderr: withReason('', 'aborted'), ...nothing }
}

/** Waits for its end, and brings it about for whatever is too much. */
async function guarded(
  child: ChildProcess,
  { timeoutMs, memoryBytes, aborted }: CommandLimits,
  outputs: readonly OutputCapture[],
): Promise<{ code: number; reason: Reason | undefined }> {
  let reason: Reason | undefined
  const end = (why: Reason) => {
    reason ??= why
    killGroup(child)
  }
  const onAbort = () => end('aborted')
  aborted.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(() => end('late'), timeoutMs)
  const done = new AbortController()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', () => outputs.some(({ seenBytes }) => seenBytes > FLOOD_BYTES) && end('flood'))
  }
  if (child.pid !== undefined) void watchUsage(child.pid, memoryBytes, done.signal).then((what) => what && end(what))
  const code = await new Promise<number>((resolve) => {
    child.on('close', (status, signal) => resolve(status ?? (signal === null ? 1 : 137)))
  })
  done.abort()
  clearTimeout(timer)
  aborted.removeEventListener('abort', onAbort)
  return { code, reason }
}

function withReason(stderr: string, reason: Reason | undefined): string {
  if (!reason) return stderr
  const gap = stderr === '' || stderr.endsWith('\n') ? '' : '\n'
  return `${stderr}${gap}${REASONS[reason].words}\n`
}
