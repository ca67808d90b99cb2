import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../contracts/fault.ts'
import { park } from '../graph/park.ts'
import { guardWords } from './guard-words.ts'
import { type Attempt, type Ended, failed, NOT_TRIED, tryArms } from './try-arms.ts'

/** How a step waits for an arm; milliseconds. */
export interface ArmWaits {
  /** Before the second try; doubled after each. */
  readonly firstMs: number
  readonly longestMs: number
  /** How long a worker is kept by a step that waits, before the task goes back into line. */
  readonly parkAfterMs: number
  /** For how long. */
  readonly parkMs: number
}

export const ARM_WAITS: ArmWaits = { firstMs: 1_000, longestMs: 10_000, parkAfterMs: 10_000, parkMs: 15_000 }

const LOOK_MS = 500

/**
 * Does a step, and when no arm that could is there, waits and tries again: the waits grow from 1 to 10 s, each is an event,
 * and there is an end when the task has no time for another. The step holds no place while it waits. On a worker the task
 * gives up its place there too after 10 s, and is run again 15 s later; that time counts as the task's.
 */
export async function waitForArms(attempt: Attempt): Promise<Ended> {
  const { armWaits: waits } = attempt.parts
  const startedAt = Date.now()
  for (let tries = 0, last = NOT_TRIED; ; tries += 1) {
    last = await tryArms(attempt, last)
    if (!waits || last.fault?.code !== 'ARM_UNAVAILABLE') return last
    const next = nextWait({ waits, tries, waitedMs: Date.now() - startedAt, last, run: attempt.run })
    if (!(await hasTimeFor(next.ms, attempt.run))) return givenUp(last, attempt)
    await announce(attempt, last, Math.ceil(next.ms / 1_000))
    if (next.parks) throw park(next.ms / 1_000)
    await wait(next.ms, attempt)
  }
}

interface Waiting {
  readonly waits: ArmWaits
  readonly tries: number
  readonly waitedMs: number
  readonly last: Ended
  readonly run: Attempt['run']
}

function nextWait({ waits, tries, waitedMs, last, run }: Waiting): { readonly ms: number; readonly parks: boolean } {
  const { firstMs, longestMs, parkAfterMs, parkMs } = waits
  if (run.canPark && waitedMs >= parkAfterMs && canBePutOff(last)) return { ms: parkMs, parks: true }
  const growing = Math.min(firstMs * 2 ** tries, longestMs) * (0.75 + Math.random() / 4)
  const asked = Math.min((last.fault?.retryAfterSeconds ?? 0) * 1_000, longestMs)
  return { ms: Math.max(growing, asked), parks: false }
}

async function hasTimeFor(waitMs: number, { ledger, signal }: Attempt['run']): Promise<boolean> {
  if (signal.aborted) return false
  const { maxTimeSeconds } = await ledger.remaining()
  return waitMs / 1_000 < maxTimeSeconds
}

/** Whether another run may take it up: after an arm with side effects only one that can be asked what it did. */
const canBePutOff = ({ arm, attempts }: Ended) => !arm?.sideEffects || attempts === 0 || arm.status !== undefined

/** A step that an earlier run began, and whose arm could not be asked about it, may have happened: it is not planned anew. */
function givenUp(last: Ended, { standing, key }: Attempt): Ended {
  if (standing.state !== 'interrupted' || !last.arm?.sideEffects || last.attempts > 0) return last
  const message = `A worker died while it ran, and arm "${last.arm.id}" could not be asked whether it happened`
  const fault = new Fault('NEEDS_RECONCILIATION', `${message} (idempotency key ${key}). Check, then retry the task.`)
  return { ...failed(fault, last.arm), startedAt: last.startedAt }
}

async function announce({ task, run }: Attempt, { arm, fault }: Ended, retryInSeconds: number): Promise<void> {
  const message = await run.guarded((reflex) => guardWords(fault?.message ?? '', reflex))
  const { round, step } = task
  await run.ledger.emit({
    type: 'step.waiting',
    round,
    stepId: step.stepId,
    armId: arm?.id ?? step.armId,
    message,
    retryInSeconds,
  })
}

/** Ends early when the run is to stop; the next try then says how. */
async function wait(ms: number, { run }: Attempt): Promise<void> {
  for (let leftMs = ms; leftMs > 0 && !run.signal.aborted; leftMs -= LOOK_MS) {
    run.throwIfDrained()
    await sleep(Math.min(LOOK_MS, leftMs), undefined, { signal: run.signal }).catch(() => {})
  }
}
