import type { Logger } from '../telemetry/log.ts'
import { observe } from '../telemetry/metrics.ts'
import type { InHand } from './in-hand.ts'
import type { Claim, Line } from './line.ts'
import type { Job, JobEnd } from './queue.ts'
import type { TaskLocks } from './task-locks.ts'

const LOCKED_ELSEWHERE_MS = 250

export interface ClaimParts {
  readonly line: Line
  readonly locks: TaskLocks
  readonly inHand: InHand
  readonly maxTries: number
  readonly log: Logger
  handle(job: Job, signal: AbortSignal): Promise<JobEnd>
  bury(job: Job): Promise<void>
  gotOn(job: Job): Promise<boolean>
  wake(): void
}

/**
 * Carries one claim out: locks its task, hands it to the handler, settles it, unlocks. When this throws, the job is left
 * active without a lock, and comes back like that of a dead worker.
 */
export async function runClaim(parts: ClaimParts, claim: Claim): Promise<void> {
  const { line, inHand, wake } = parts
  const signal = inHand.add(claim)
  if (!signal) return line.giveBack(claim, LOCKED_ELSEWHERE_MS)
  let isBack = false
  try {
    isBack = await runLocked(parts, claim, signal)
  } finally {
    inHand.remove(claim)
  }
  if (isBack) wake()
}

/** Whether the job is to be had again, at once. */
async function runLocked(parts: ClaimParts, claim: Claim, signal: AbortSignal): Promise<boolean> {
  const { line, locks } = parts
  const unlock = await locks.lock(claim.job.taskId)
  if (!unlock) {
    // An earlier turn of the task is being settled, or the session of a lapsed worker is about to be ended.
    await line.giveBack(claim, LOCKED_ELSEWHERE_MS)
    return false
  }
  try {
    // It may have been put back as nobody's before the lock was there.
    const held = await line.touch([claim], locks)
    return held.has(claim.id) && (await carryOut(parts, claim, signal))
  } finally {
    await unlock()
  }
}

async function carryOut(parts: ClaimParts, claim: Claim, signal: AbortSignal): Promise<boolean> {
  const { line, maxTries } = parts
  const isOutOfTries = async (tries: number) => tries >= maxTries && !(await parts.gotOn(claim.job))
  const end = (await isOutOfTries(claim.retryCount)) ? 'failed' : await tryToHandle(parts, claim, signal)
  // Somebody else has it or soon will: whatever the handler says of its end, it is not ours to settle.
  if (signal.aborted) return false
  if (end === 'done') await line.complete(claim)
  else if (end === 'again') await line.giveBack(claim, 0)
  else if (typeof end === 'object') await line.giveBack(claim, end.againInMs)
  else if (await isOutOfTries(claim.retryCount + 1)) await bury(parts, claim)
  else await line.fail(claim, 'the handler threw')
  return end === 'again'
}

async function tryToHandle({ handle, log }: ClaimParts, claim: Claim, signal: AbortSignal) {
  observe('queueWait', claim.waitedSeconds)
  try {
    return await handle(claim.job, signal)
  } catch (error) {
    if (!signal.aborted) log.warn({ task_id: claim.job.taskId, tries: claim.retryCount + 1, error }, 'job.failed')
    return 'failed'
  }
}

// In this order, because a job whose worker dies in between comes back and is buried again.
async function bury({ line, log, ...parts }: ClaimParts, claim: Claim): Promise<void> {
  await parts.bury(claim.job)
  await line.kill(claim, 'out of tries')
  log.error({ task_id: claim.job.taskId, tries: parts.maxTries }, 'job.dead')
}
