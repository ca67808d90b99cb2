import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { JudgeIssue } from '../../contracts/verdict.ts'
import { createLimiter } from '../limit-concurrency.ts'
import { checkSchema, type ExpectedOutput, type SchemaFinding } from './check-schema.ts'

const MOST_ISSUES = 20
// Schemas may hold patterns, and a pattern may be slow: whatever takes longer than this is given up.
const LIMIT_MS = 1_000
// What a schema may hold up the process. Most take a few milliseconds; the others have a thread of their own.
const QUICK_MS = 50
/** What a thread may take besides to start. */
const START_MS = 10_000
const HEAP_MB = 256

const threads = createLimiter(1)

/**
 * Layer "schema" for an output of an expected form: one error for each place that does not fit, without its value. Throws
 * `Fault('REQUEST_INVALID')` for what is no JSON Schema, or takes longer than a second to check, and the signal's reason.
 */
export async function judgeSchema(expected: ExpectedOutput, signal: AbortSignal): Promise<JudgeIssue[]> {
  const quick = checkSchema(expected, QUICK_MS)
  const found = quick.kind === 'late' ? await threads.run(() => checkInThread(expected, signal), signal) : quick
  if (found.kind !== 'checked') throw unusable(found.kind)
  return found.messages.slice(0, MOST_ISSUES).map((message) => ({
    severity: 'error',
    type: 'schema',
    message,
    suggestion: 'Give the output the expected form.',
  }))
}

const Finding = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checked'), messages: z.array(z.string()) }),
  z.object({ kind: z.literal('no_schema') }),
  z.object({ kind: z.literal('late') }),
])

async function checkInThread(expected: ExpectedOutput, signal: AbortSignal): Promise<SchemaFinding> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const thread = new Worker(new URL(`./schema-thread.${extension}`, import.meta.url), {
    workerData: { ...expected, limitMs: LIMIT_MS },
    env: {},
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(START_MS + LIMIT_MS)])
    const [reply] = await once(thread, 'message', { signal: limit })
    return Finding.parse(reply)
  } catch {
    signal.throwIfAborted()
    // Out of time or of memory.
    return { kind: 'late' }
  } finally {
    await thread.terminate()
  }
}

function unusable(kind: 'late' | 'no_schema'): Fault {
  const message =
    kind === 'late'
      ? `It takes longer than ${LIMIT_MS} ms to check: simplify its patterns.`
      : 'It is no JSON Schema (draft 2020-12).'
  const errors = [{ path: 'expected_schema', message }]
  return new Fault('REQUEST_INVALID', `The expected schema cannot be used. ${message}`, { errors })
}
