import type { Logger } from '../telemetry/log.ts'
import { observe } from '../telemetry/metrics.ts'
import type { InHand } from './in-hand.ts'
import type { Claim, Line } from './line.ts'
import type { Job } from './queue.ts'
import type { TaskLocks } from './task-locks.ts'

const LOCKED_ELSEWHERE_MS = 250

export interface ClaimParts {
  readonly line: Line
  readonly locks: TaskLocks
  readonly inHand: InHand
  readonly maxTries: number
  readonly log: Logger
  handle(job: Job, signal: AbortSignal): Promise<'done' | 'again'>
  bury(job: Job): Promise<void>
  wake(): void
}

/**
 * Carries one claim out: locks its task, hands it to the handler, settles it, unlocks. When this throws, the job is left
 * active without a lock, and comes back like that of a dead worker.
 */
export async function runClaim(parts: ClaimParts, claim: Claim): Promise<void> {
  const { line, locks, inHand } = parts
  const signal = inHand.add(claim)
  if (!signal) return line.giveBack(claim, LOCKED_ELSEWHERE_MS)
  try {
    const unlock = await locks.lock(claim.job.taskId)
    // An earlier turn of the task is being settled, or the session of a lapsed worker is about to be ended.
    if (!unlock) return await line.giveBack(claim, LOCKED_ELSEWHERE_MS)
    try {
      // It may have been put back as nobody's before the lock was there.
      const held = await line.touch([claim], locks)
      if (held.has(claim.id)) await carryOut(parts, claim, signal)
    } finally {
      await unlock()
    }
  } finally {
    inHand.remove(claim)
  }
}

async function carryOut(parts: ClaimParts, claim: Claim, signal: AbortSignal): Promise<void> {
  const { line, handle, maxTries, log } = parts
  if (claim.retryCount >= maxTries) return bury(parts, claim)
  observe('queueWait', claim.waitedSeconds)
  try {
    const end = await handle(claim.job, signal)
    // Somebody else has it or soon will: whatever the handler says of its end, it is not ours to settle.
    if (signal.aborted) return
    if (end === 'done') return await line.complete(claim)
  } catch (error) {
    if (signal.aborted) return
    log.warn({ task_id: claim.job.taskId, tries: claim.retryCount + 1, error }, 'job.failed')
    return claim.retryCount + 1 >= maxTries ? bury(parts, claim) : line.fail(claim, 'the handler threw')
  }
  await line.giveBack(claim, 0)
  parts.wake()
}

// In this order, because a job whose worker dies in between comes back and is buried again.
async function bury({ line, log, ...parts }: ClaimParts, claim: Claim): Promise<void> {
  await parts.bury(claim.job)
  await line.kill(claim, 'out of tries')
  log.error({ task_id: claim.job.taskId, tries: parts.maxTries }, 'job.dead')
}
