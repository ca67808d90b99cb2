import { setTimeout as sleep } from 'node:timers/promises'
import type { Arm, StepOf } from '../arms/arm.ts'
import { Fault, type FaultCode, type FaultRecord, toFaultRecord } from '../contracts/fault.ts'

const STATUS_LIMIT_MS = 10_000

/** What the arm knows of an effect; "unknown" when it cannot say, or not in time. A fault when it can be asked later. */
export async function statusOf(arm: Arm, key: string, step: StepOf): Promise<'done' | 'not_done' | 'unknown' | Fault> {
  if (!arm.status) return 'unknown'
  const limit = new AbortController()
  const late = sleep(STATUS_LIMIT_MS, 'unknown' as const, { signal: limit.signal }).catch(() => 'unknown' as const)
  return Promise.race([arm.status(key, step).catch(unlessLater), late]).finally(() => limit.abort())
}

const unlessLater = (error: unknown) =>
  error instanceof Fault && error.code === 'ARM_UNAVAILABLE' ? error : ('unknown' as const)

// The arm was working, or had worked, and only its answer is missing or cannot be used.
const UNCERTAIN: ReadonlySet<FaultCode> = new Set(['ARM_TIMEOUT', 'ARM_OUTPUT_INVALID', 'OUTPUT_UNSAFE'])

interface Call {
  readonly key: string
  readonly step: StepOf
  /** It ended in a way it did not foresee. An ARM_FAILED that it says itself is its word that it did not do it. */
  readonly brokeDown: boolean
}

/**
 * The fault of an arm with side effects, as one for a person where the effect may have happened all the same: such a step
 * must not be planned anew, under another key. Any other fault as it is.
 */
export async function unlessUncertain(
  arm: Arm,
  fault: FaultRecord,
  { key, step, brokeDown }: Call,
): Promise<FaultRecord> {
  if (!arm.sideEffects || !(UNCERTAIN.has(fault.code) || brokeDown)) return fault
  const status = await statusOf(arm, key, step)
  if (status === 'not_done') return fault
  const what = status === 'done' ? 'Its effect happened all the same' : 'Whether its effect happened is not known'
  const message = `${fault.message} ${what} (idempotency key ${key}). Check, then retry the task or cancel it.`
  return toFaultRecord(new Fault('NEEDS_RECONCILIATION', message))
}
