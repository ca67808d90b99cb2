import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../telemetry/log.ts'
import type { InHand } from './in-hand.ts'
import type { Line } from './line.ts'
import type { TaskLocks } from './task-locks.ts'

const LOOK_EVERY_MS = 600
// How long a worker has, at the least, from taking a job to locking it.
const GRACE_MS = 1_500
const BEATS_PER_LAPSE = 5

interface Parts {
  readonly line: Line
  readonly locks: TaskLocks
  readonly inHand: InHand
  readonly lapseMs: number
  readonly log: Logger
  wake(): void
}

/**
 * Shows that the claims of this process are alive, and takes those of others that are not:
 * - A worker that died, or whose machine did, has lost its connection and with it its locks: its jobs go back within about
 *   two seconds.
 * - A worker that is stopped or cut off may keep a connection that looks alive. Its job stays its own until it has not
 *   shown itself for `lapseMs`; then its session is ended, and its jobs go back. It may wake up later and go on for a
 *   moment, until it sees that its connection is gone. What protects the task then is not the line but the fence: the new
 *   worker's claim raised it, and every write of the old one carries the lower number and is refused.
 *
 * Resolves when `signal` aborts.
 */
export async function watchClaims(
  { line, locks, inHand, lapseMs, log, wake }: Parts,
  signal: AbortSignal,
): Promise<void> {
  let shownAt = 0

  async function showClaims(): Promise<void> {
    const { claims } = inHand
    if (claims.length === 0 || performance.now() - shownAt < lapseMs / BEATS_PER_LAPSE) return
    shownAt = performance.now()
    // Over the connection of the locks, so that one which hangs is found out and given up before the others give it up.
    const held = await line.touch(claims, locks)
    for (const claim of claims) if (!held.has(claim.id)) inHand.lose(claim)
  }

  async function look(): Promise<void> {
    await showClaims()
    const ended = await line.endLapsedSessions(lapseMs)
    if (ended > 0) log.warn({ sessions: ended }, 'worker.lapsed')
    const reclaimed = await line.reclaim(GRACE_MS)
    if (reclaimed === 0) return
    log.warn({ jobs: reclaimed }, 'job.reclaimed')
    wake()
  }

  while (!signal.aborted) {
    // Jittered, so that the workers do not all look at the same moment.
    await sleep(LOOK_EVERY_MS * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => {})
    await look().catch((error: unknown) => log.warn({ error }, 'queue.watch_failed'))
  }
}
