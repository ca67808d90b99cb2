import type { Claim, Line } from './line.ts'

const OLDEST_EVERY = 8

/**
 * The order in which a worker takes jobs: by priority, critical first, and within one by age; but every eighth job it takes
 * is the one that has been in line longest, whatever its priority. So a flood of important tasks slows the others down to
 * an eighth of the throughput and never stops them, and a backlog of old ones never stands before a critical task.
 */
export function createFairTake(line: Pick<Line, 'take' | 'takeOldest'>): (limit: number) => Promise<readonly Claim[]> {
  let untilOldest = OLDEST_EVERY - 1
  return async (limit) => {
    if (untilOldest === 0) {
      untilOldest = OLDEST_EVERY - 1
      return line.takeOldest()
    }
    const claims = await line.take(Math.min(limit, untilOldest))
    untilOldest -= claims.length
    return claims
  }
}
