import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { isGraphBubbleUp } from '@langchain/langgraph'
import { Fault, type FaultRecord, invalidInput, toFaultRecord } from '../contracts/fault.ts'
import { ArmOutcome } from '../contracts/step.ts'
import { observe } from '../telemetry/metrics.ts'
import type { Arm, ArmContext } from './arm.ts'

const DEFAULT_TIMEOUT_MS = 120_000
const MAX_WAIT_MS = 30_000

export interface ArmCall {
  readonly arm: Arm
  readonly input: unknown
  /** Its `signal` is replaced by one that also ends with the attempt's time limit. */
  readonly context: Omit<ArmContext, 'attempt'>
  /** Default 3. */
  readonly maxAttempts?: number
  /** Wait before the second attempt in milliseconds, doubled for each one after it, give or take half. Default 200. */
  readonly backoffMs?: number
  /** Awaited before each attempt, told how the one before it ended; what it throws ends the call. */
  onAttempt?(attempt: number, after: FaultRecord | null): Promise<void>
  /** The task's. */
  readonly signal: AbortSignal
}

export type ArmRun =
  | { readonly status: 'ok'; readonly outcome: ArmOutcome; readonly attempts: number }
  | {
      readonly status: 'error'
      readonly fault: FaultRecord
      readonly attempts: number
      /** What the arm threw. It may quote the input: for a log, take its name and its stack frames. */
      readonly cause: unknown
    }

/**
 * Calls an arm until it gives a valid outcome, a fault that is not worth a retry, or the attempts are used up. Each
 * attempt has the arm's own time limit (ARM_TIMEOUT); one that ignores its signal is left behind. What is thrown is never
 * the arm's doing: the task's signal was aborted (its reason), LangGraph steers its graph, or `onAttempt` failed.
 * `usage.seconds` of the outcome is at least the time the successful attempt took.
 */
export async function runArm(call: ArmCall): Promise<ArmRun> {
  const { maxAttempts = 3, backoffMs = 200, signal } = call
  setMaxListeners(0, signal) // the steps of a plan share it, and Node 22 warns at the eleventh
  let after: FaultRecord | null = null
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted()
    await call.onAttempt?.(attempt, after)
    const result = await tryOnce(call, attempt)
    if (result.status === 'ok') return { ...result, attempts: attempt }
    after = result.fault
    const waitMs = waitBeforeNext(result.fault, backoffMs * 2 ** (attempt - 1))
    if (!isWorthARetry(result.fault, call.arm) || attempt >= maxAttempts || waitMs > MAX_WAIT_MS) {
      return { ...result, attempts: attempt }
    }
    await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

// The model port has retried by itself before it says that the model is down. What an arm with side effects was doing
// when its time was up may have happened.
const isWorthARetry = ({ retryable, code }: FaultRecord, { sideEffects }: Arm) =>
  retryable && code !== 'MODEL_UNAVAILABLE' && !(sideEffects && code === 'ARM_TIMEOUT')

type Attempt =
  | { readonly status: 'ok'; readonly outcome: ArmOutcome }
  | { readonly status: 'error'; readonly fault: FaultRecord; readonly cause: unknown }

async function tryOnce(call: ArmCall, attempt: number): Promise<Attempt> {
  const { arm, signal } = call
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1_000
  try {
    const outcome = checkOutcome(arm, await executeInTime(call, attempt))
    const usage = { ...outcome.usage, seconds: Math.max(outcome.usage.seconds, seconds()) }
    return { status: 'ok', outcome: { ...outcome, usage } }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Error && isGraphBubbleUp(error)) throw error
    return { status: 'error', fault: toFaultRecord(blame(arm, error)), cause: error }
  } finally {
    observe('armDuration', seconds(), { arm: arm.id })
  }
}

async function executeInTime({ arm, input, context, signal }: ArmCall, attempt: number): Promise<unknown> {
  const limitMs = arm.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(timeoutOf(arm, limitMs)), limitMs)
  const ended = AbortSignal.any([signal, limit.signal])
  setMaxListeners(0, ended)
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  // It listens first, so that its reason wins over whatever an arm throws when told to stop.
  const stop = () => reject(ended.reason)
  ended.addEventListener('abort', stop)
  try {
    ended.throwIfAborted()
    return await Promise.race([arm.execute(input, { ...context, attempt, signal: ended }), stopped])
  } finally {
    clearTimeout(timer)
    ended.removeEventListener('abort', stop)
  }
}

/** What an arm gave back as an outcome with its defaults. Throws ARM_OUTPUT_INVALID, naming each path. */
export function checkOutcome(arm: Arm, value: unknown): ArmOutcome {
  const outcome = ArmOutcome.safeParse(value)
  if (!outcome.success) {
    throw invalidInput('ARM_OUTPUT_INVALID', `What arm "${arm.id}" gave back is not an outcome`, outcome.error)
  }
  const output = arm.outputSchema.pipe(ArmOutcome.shape.output).safeParse(outcome.data.output)
  if (!output.success) {
    throw invalidInput('ARM_OUTPUT_INVALID', `The output of arm "${arm.id}" does not fit its schema`, output.error)
  }
  return { ...outcome.data, output: output.data }
}

function blame(arm: Arm, error: unknown): Fault {
  if (error instanceof Fault) return error
  return new Fault('ARM_FAILED', `Arm "${arm.id}" broke down unexpectedly; the log has the details.`, { cause: error })
}

const timeoutOf = (arm: Arm, limitMs: number) =>
  new Fault(
    'ARM_TIMEOUT',
    `Arm "${arm.id}" did not finish within ${limitMs / 1_000} s. Give it less to do, or more time.`,
  )

// Give or take half, so that callers that failed together do not come back together.
function waitBeforeNext({ retryAfterSeconds = 0 }: FaultRecord, backoffMs: number): number {
  return Math.max(backoffMs * (0.5 + Math.random()), retryAfterSeconds * 1_000)
}
