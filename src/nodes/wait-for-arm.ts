import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../contracts/fault.ts'
import { park } from '../graph/park.ts'
import { guardWords } from './guard-words.ts'
import { type Attempt, type Ended, failed, NOT_TRIED, tryArms } from './try-arms.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 10_000
// How long a worker is kept by a step that waits, before the task goes back into line for a while.
const PARK_AFTER_MS = 10_000
const PARK_SECONDS = 15
const LOOK_MS = 500

/**
 * Does a step, and when no arm that could is there, waits and tries again: the waits grow from 1 to 10 s, each is an event,
 * and there is an end when the task has no time for another. The step holds no place while it waits. On a worker the task
 * gives up its place there too after 10 s, and is run again 15 s later; that time counts as the task's.
 */
export async function waitForArms(attempt: Attempt): Promise<Ended> {
  const startedAt = Date.now()
  for (let tries = 0, last = NOT_TRIED; ; tries += 1) {
    last = await tryArms(attempt, last)
    if (!attempt.parts.waitsForArms || last.fault?.code !== 'ARM_UNAVAILABLE') return last
    const next = nextWait({ tries, waitedMs: Date.now() - startedAt, last, run: attempt.run })
    if (!(await hasTimeFor(next.ms, attempt.run))) return givenUp(last, attempt)
    await announce(attempt, last, Math.ceil(next.ms / 1_000))
    if (next.parks) throw park(PARK_SECONDS)
    await wait(next.ms, attempt)
  }
}

interface Waiting {
  readonly tries: number
  readonly waitedMs: number
  readonly last: Ended
  readonly run: Attempt['run']
}

function nextWait({ tries, waitedMs, last, run }: Waiting): { readonly ms: number; readonly parks: boolean } {
  if (run.canPark && waitedMs >= PARK_AFTER_MS && canBePutOff(last)) return { ms: PARK_SECONDS * 1_000, parks: true }
  const growing = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) * (0.75 + Math.random() / 4)
  const asked = Math.min((last.fault?.retryAfterSeconds ?? 0) * 1_000, LONGEST_WAIT_MS)
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
  const until = Date.now() + ms
  while (Date.now() < until && !run.signal.aborted) {
    run.throwIfDrained()
    await sleep(Math.min(LOOK_MS, until - Date.now()), undefined, { signal: run.signal }).catch(() => {})
  }
}
