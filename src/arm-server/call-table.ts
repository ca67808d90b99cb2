import type { Arm, StepOf } from '../arms/arm.ts'
import type { EffectReport, ExecuteRequest } from '../contracts/arm-wire.ts'
import { Fault } from '../contracts/fault.ts'
import type { ArmOutcome } from '../contracts/step.ts'
import { toCanonicalJson } from '../planner/canonical-json.ts'
import type { Equipment } from './call-context.ts'
import { type Execution, executeCall } from './execute-call.ts'
import { createOutcomeStore, type OutcomeStore, type Remembered } from './outcome-store.ts'

export interface CallTable {
  /**
   * The outcome of this idempotency key: of a call that has ended, of one under way, or of a new one. A call is stopped
   * when nobody waits for it any more. Rejects with a Fault, or with the reason of `gone`.
   */
  run(request: ExecuteRequest, gone: AbortSignal): Promise<ArmOutcome>
  /** Whether the effect of that key happened, as far as this process and the arm know. */
  status(idempotencyKey: string, step: StepOf): Promise<EffectReport['status']>
  /** How many are running now. */
  active(): number
  isDraining(): boolean
  /** Begins nothing new, gives what runs so long to end, and stops the rest. */
  drain(limitMs: number): Promise<void>
}

interface Call extends Execution {
  readonly fingerprint: string
  readonly stop: AbortController
  /** Its time was up or nobody waits for it; the arm may still be at it. */
  left: boolean
  waiting: number
}

/** Who does what under which idempotency key. */
export function createCallTable(arm: Arm, equipment: Equipment): CallTable {
  const table: Table = {
    arm,
    equipment,
    running: new Map(),
    outcomes: createOutcomeStore(),
    active: 0,
    draining: false,
  }
  const calls = () => [...table.running.values()]
  return {
    run: (request, gone) => runOnce(table, request, gone),
    async status(key, step) {
      if (table.outcomes.get(key)?.state === 'done') return 'done'
      if (table.running.has(key)) return 'unknown'
      return (await arm.status?.(key, step)) ?? 'unknown'
    },
    active: () => table.active,
    isDraining: () => table.draining,
    async drain(limitMs) {
      table.draining = true
      const late = setTimeout(() => {
        for (const call of calls()) leave(call, new Fault('ARM_UNAVAILABLE', `Arm "${arm.id}" was shut down.`))
      }, limitMs)
      await Promise.allSettled(calls().map(({ result }) => result))
      clearTimeout(late)
    },
  }
}

interface Table {
  readonly arm: Arm
  readonly equipment: Equipment
  readonly running: Map<string, Call>
  readonly outcomes: OutcomeStore
  active: number
  draining: boolean
}

async function runOnce(table: Table, request: ExecuteRequest, gone: AbortSignal): Promise<ArmOutcome> {
  const { running, outcomes } = table
  const { idempotencyKey: key } = request
  const fingerprint = fingerprintOf(request)
  for (;;) {
    gone.throwIfAborted()
    const call = running.get(key)
    const remembered = outcomes.get(key)
    refuseOther(call ?? remembered, fingerprint)
    if (remembered?.state === 'done') return remembered.outcome
    if (call && !call.left) return await join(call, gone)
    if (!call || !table.arm.sideEffects) return await join(start(table, request, fingerprint), gone)
    await untilAborted(call.ended, gone) // it may come to something yet, and must not happen twice
  }
}

async function join(call: Call, gone: AbortSignal): Promise<ArmOutcome> {
  call.waiting += 1
  try {
    return await untilAborted(call.result, gone)
  } finally {
    call.waiting -= 1
    if (call.waiting === 0 && gone.aborted) leave(call, gone.reason)
  }
}

function start(table: Table, request: ExecuteRequest, fingerprint: string): Call {
  const { arm, equipment, running, outcomes } = table
  if (table.draining) throw new Fault('ARM_UNAVAILABLE', `Arm "${arm.id}" is being shut down. Try again in a moment.`)
  if (table.active >= arm.maxConcurrent) throw busy(arm)
  const { idempotencyKey: key } = request
  const remembered = outcomes.get(key)
  const stop = new AbortController()
  const before = () => refuseRepeat(arm, request, remembered)
  const execution = executeCall(arm, request, equipment, { signal: stop.signal, before })
  const call: Call = { ...execution, fingerprint, stop, left: false, waiting: 0 }
  table.active += 1
  running.set(key, call)
  void watch(table, key, call)
  return call
}

/** Frees the place when the caller has its answer, and remembers what the arm came to. */
async function watch(table: Table, key: string, call: Call): Promise<void> {
  const { fingerprint, result, ended } = call
  await result.catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'ARM_TIMEOUT') call.left = true
  })
  table.active -= 1
  const outcome = await ended
  const isLatest = table.running.get(key) === call
  if (isLatest) table.running.delete(key)
  if (outcome) table.outcomes.set(key, { state: 'done', fingerprint, outcome })
  else if (call.left && isLatest) table.outcomes.set(key, { state: 'stopped', fingerprint })
}

/** Stops it: nobody waits for it, or nobody can any longer. */
function leave(call: Call, reason: unknown): void {
  call.left = true
  call.stop.abort(reason)
}

function refuseOther(known: Pick<Call, 'fingerprint'> | undefined, fingerprint: string): void {
  if (known === undefined || known.fingerprint === fingerprint) return
  throw new Fault(
    'IDEMPOTENCY_MISMATCH',
    'This idempotency key came with another task, step, action or inputs before: a key is for one piece of work.',
  )
}

/** The same work: an attempt has another number and another budget. */
const fingerprintOf = ({ taskId, stepId, action, inputs }: ExecuteRequest) =>
  toCanonicalJson({ taskId, stepId, action, inputs })

/** What may have happened already is not begun again. An arm that keeps no record of its effects is believed to be new. */
async function refuseRepeat(
  arm: Arm,
  { idempotencyKey, taskId, stepId, context }: ExecuteRequest,
  remembered: Remembered | undefined,
): Promise<void> {
  const wasStopped = remembered?.state === 'stopped'
  const mayBeRepeat = wasStopped || (context.attempt > 1 && arm.status !== undefined)
  if (!arm.sideEffects || !mayBeRepeat) return
  const status = (await arm.status?.(idempotencyKey, { taskId, stepId })) ?? 'unknown'
  if (status === 'not_done') return
  const what = status === 'done' ? 'happened, but its output was lost' : 'may have happened'
  throw new Fault(
    'NEEDS_RECONCILIATION',
    `The effect of an earlier call ${what} (idempotency key ${idempotencyKey}). Check, then retry the task or cancel it.`,
  )
}

const busy = ({ id, maxConcurrent }: Arm) =>
  new Fault('ARM_UNAVAILABLE', `Arm "${id}" has all of its ${maxConcurrent} places taken. Try again in a moment.`, {
    retryAfterSeconds: 1,
  })

/** The promise, or the signal's reason as soon as it is aborted. */
async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    signal.throwIfAborted()
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
