import { z } from 'zod'
import { isDeclared, isInFolder } from './declared-files.ts'
import type { FileContent, Job } from './interpreter.ts'
import type { InterpreterEnd, InterpreterProcess } from './interpreter-process.ts'
import { type SandboxResult, SandboxUnavailable } from './sandbox.ts'

// What V8 prints when its heap is full: addresses and paths of the host, nothing of the program.
const ENGINE_DUMP = '\n<--- Last few GCs --->'

export interface RunLimits {
  readonly timeoutMs: number
  readonly maxOutputBytes: number
  readonly aborted: AbortSignal
}

type Verdict = Pick<SandboxResult, 'exitCode' | 'result'> & {
  readonly files: Readonly<Record<string, FileContent>>
  readonly filesTruncated: boolean
  /** Why the sandbox ended the run; empty when the program ended by itself. */
  readonly reason: string
}

// What an interpreter reports is untrusted: the program shared its process.
const Report = z
  .string()
  .transform(parseJson)
  .pipe(
    z.object({
      exitCode: z.literal([0, 1, 137]),
      result: z.string().transform(parseJson),
      files: z.record(z.string(), z.union([z.string(), z.object({ base64: z.base64() })])),
      filesTruncated: z.boolean(),
    }),
  )

/** Runs one program in `interpreter`, which is gone afterwards. Throws `SandboxUnavailable` when it never came up. */
export async function runProgram(
  interpreter: InterpreterProcess,
  job: Job,
  { timeoutMs, maxOutputBytes, aborted }: RunLimits,
): Promise<SandboxResult> {
  const { stdout, stderr, kill } = interpreter
  if (aborted.aborted) kill()
  aborted.addEventListener('abort', kill, { once: true })
  const isReady = await interpreter.ready
  if (!isReady && !aborted.aborted) throw new SandboxUnavailable(describeFailedStart(stderr.text()))
  stdout.keep(maxOutputBytes)
  stderr.keep(maxOutputBytes)
  const startedAt = performance.now()
  if (isReady) interpreter.send(job)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    kill()
  }, timeoutMs)
  const end = await interpreter.ended
  clearTimeout(timer)
  aborted.removeEventListener('abort', kill)
  const { exitCode, result, files, filesTruncated, reason } = judge(end, isLate ? timeoutMs : undefined, aborted)
  return {
    success: exitCode === 0,
    stdout: stdout.text(),
    stderr: withReason(stderr.text(), reason),
    exitCode,
    durationMs: Math.round(performance.now() - startedAt),
    truncated: stdout.isTruncated || stderr.isTruncated || filesTruncated,
    result,
    ...byKind(Object.entries(files).filter(([path]) => isInFolder(path) && isDeclared(path, job.outputs))),
  }
}

/** The outcome of a program that was aborted before it had its turn. */
export function abortedRun(): SandboxResult {
  const { exitCode, result, reason } = ended(130, 'Aborted.')
  const nothing = { stdout: '', files: {}, binaryFiles: {}, truncated: false, durationMs: 0 }
  return { success: false, exitCode, result, stderr: withReason('', reason), ...nothing }
}

/** Files as a result shows them: text apart from bytes. */
export function byKind(
  entries: readonly (readonly [string, FileContent])[],
): Pick<SandboxResult, 'files' | 'binaryFiles'> {
  return {
    files: Object.fromEntries(entries.flatMap(([path, content]) => (isText(content) ? [[path, content]] : []))),
    binaryFiles: Object.fromEntries(
      entries.flatMap(([path, content]) => (isText(content) ? [] : [[path, content.base64]])),
    ),
  }
}

const isText = (content: FileContent) => typeof content === 'string'

function judge(end: InterpreterEnd, lateAfterMs: number | undefined, aborted: AbortSignal): Verdict {
  const report = Report.safeParse(end.report)
  if (report.success && !end.isFlooded) {
    return { ...report.data, reason: report.data.exitCode === 137 ? 'Killed: out of memory.' : '' }
  }
  if (aborted.aborted) return ended(130, 'Aborted.')
  if (lateAfterMs !== undefined) return ended(124, `Timed out: still running after ${lateAfterMs} ms.`)
  if (end.isFlooded) return ended(137, 'Killed: more than 16 MB of output.')
  if (end.bySignal) return ended(137, 'Killed: out of memory.')
  return ended(1, 'The interpreter broke down while it ran the program.')
}

function ended(exitCode: number, reason: string): Verdict {
  return { exitCode, reason, result: null, files: {}, filesTruncated: false }
}

function withReason(stderr: string, reason: string): string {
  if (reason === '') return stderr
  const [words = ''] = stderr.split(ENGINE_DUMP)
  return words === '' || words.endsWith('\n') ? `${words}${reason}\n` : `${words}\n${reason}\n`
}

function describeFailedStart(complaint: string): string {
  const words = complaint.trim() || 'it ended, or took more than a minute, without a word'
  return `The interpreter process did not start, so nothing was run. Node 22.15 or newer is needed. It said: ${words}`
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' })
    return z.NEVER
  }
}
