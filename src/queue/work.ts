import type { Logger } from '../telemetry/log.ts'
import { type Bell, createBell } from './bell.ts'
import { createFairTake } from './fair-take.ts'
import { createInHand } from './in-hand.ts'
import type { Claim, Line } from './line.ts'
import type { Queue } from './queue.ts'
import { type ClaimParts, runClaim } from './run-claim.ts'
import { createTaskLocks } from './task-locks.ts'
import { watchClaims } from './watch-claims.ts'

interface Parts {
  readonly line: Line
  readonly url: string
  readonly lockPrefix: string
  readonly pollMs: number
  readonly maxTries: number
  readonly lapseMs: number
  readonly log: Logger
  /** Rings `bell` when something may be in line; returns the way to stop. */
  onWake(bell: Bell): () => void
  wake(): void
}

/** `Queue.work` on a line. */
export async function work(
  { line, url, lockPrefix, pollMs, lapseMs, log, onWake, ...parts }: Parts,
  handle: Parameters<Queue['work']>[0],
  { workerId, concurrency, signal, bury, gotOn = async () => false }: Parameters<Queue['work']>[1],
): Promise<void> {
  const inHand = createInHand()
  const bell = createBell()
  const running = new Set<Promise<void>>()
  const locks = createTaskLocks({
    url,
    lockPrefix,
    workerId,
    onLost(error) {
      log.warn({ error, jobs: inHand.claims.length }, 'worker.locks_lost')
      inHand.loseAll()
    },
  })
  const claimParts: ClaimParts = { ...parts, line, locks, inHand, log, handle, bury, gotOn }
  const take = createFairTake(line)

  function start(claim: Claim): void {
    const run = runClaim(claimParts, claim)
      .catch((error: unknown) => log.warn({ error, task_id: claim.job.taskId }, 'job.left'))
      .finally(() => {
        running.delete(run)
        bell.ring()
      })
    running.add(run)
  }

  /** Starts what may be started now; false when there is nothing to start, or no hand free. */
  async function startSome(): Promise<boolean> {
    if (running.size >= concurrency) return false
    try {
      await locks.open()
      const claims = await take(concurrency - running.size)
      if (signal.aborted) await Promise.all(claims.map((claim) => line.giveBack(claim, 0)))
      else claims.forEach(start)
      return claims.length > 0
    } catch (error) {
      log.warn({ error }, 'queue.unreachable')
      return false
    }
  }

  const stopWatching = new AbortController()
  const watching = watchClaims({ line, locks, inHand, lapseMs, log, wake: parts.wake }, stopWatching.signal)
  const stopListening = onWake(bell)
  signal.addEventListener('abort', bell.ring, { once: true })
  while (!signal.aborted) {
    if (!(await startSome())) await bell.wait(pollMs * (0.75 + Math.random() / 4))
  }
  await Promise.all(running)
  stopListening()
  stopWatching.abort()
  await watching
  await locks.close()
}
