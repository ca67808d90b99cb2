import type { RoutedCandidate } from '../contracts/routing.ts'
import type { Arm } from './arm.ts'
import type { ArmStats, ArmStatsSource } from './arm-stats.ts'

/** An arm that could do a step, and what the router knows of it. */
export interface Candidate extends RoutedCandidate {
  readonly arm: Arm
  /** The score with success taken for as good as it may still be. */
  readonly promise: number
}

const WEIGHTS = { match: 0.4, availability: 0.2, success: 0.3, cost: 0.1 }
const AVAILABILITY = { healthy: 1, degraded: 0.5, unavailable: 0 } as const satisfies Record<ArmStats['health'], number>
const CURIOSITY = 0.3
// Scores this close are the same: then the time until an answer decides, then the load.
const SAME_SCORE = 0.01
const SAME_WAIT = 1.25

/** The share of the wanted capabilities that the arm has. */
export function capabilityMatch({ capabilities }: Pick<Arm, 'capabilities'>, wanted: readonly string[]): number {
  const matching = wanted.filter((capability) => capabilities.includes(capability))
  return wanted.length === 0 ? 0 : matching.length / wanted.length
}

/** 0–1: 0.4·match + 0.2·availability + 0.3·historical success (0.5 when unknown) + 0.1·(1 − cost tier / 5). */
export function scoreOf(arm: Pick<Arm, 'costTier'>, match: number, { health, successRate }: ArmStats): number {
  return weigh({ match, availability: AVAILABILITY[health], success: successRate ?? 0.5, cost: costShare(arm) })
}

const costShare = ({ costTier }: Pick<Arm, 'costTier'>) => 1 - costTier / 5

const weigh = (parts: Pick<RoutedCandidate, 'match' | 'availability' | 'success' | 'cost'>) =>
  WEIGHTS.match * parts.match +
  WEIGHTS.availability * parts.availability +
  WEIGHTS.success * parts.success +
  WEIGHTS.cost * parts.cost

/** How far an arm can be relied on: the part of its score that its health and its record make. */
export const relianceOf = ({ availability, success }: Pick<RoutedCandidate, 'availability' | 'success'>) =>
  WEIGHTS.availability * availability + WEIGHTS.success * success

/**
 * The arms with what is known of each. `uncertainty` is that of discounted UCB (Garivier and Moulines, "On Upper-Confidence
 * Bound Policies for Switching Bandit Problems", ALT 2011): it grows while an arm is passed over, until it is tried again.
 * A failure of an arm with side effects cannot be handed on, so none is tried out of curiosity.
 */
export function toCandidates(
  arms: readonly Arm[],
  wanted: readonly string[],
  stats: ArmStatsSource,
): readonly Candidate[] {
  const known = arms.map((arm) => ({ arm, stats: stats.of(arm.id) }))
  const routed = known.reduce((sum, { stats: { calls, inFlight } }) => sum + calls + inFlight, 0)
  return known.map(({ arm, stats: { successRate, calls, inFlight, averageLatencyMs, health } }) => {
    const parts = {
      match: capabilityMatch(arm, wanted),
      availability: AVAILABILITY[health],
      success: successRate ?? 0.5,
      cost: costShare(arm),
    }
    const doubt = arm.sideEffects ? 0 : CURIOSITY * Math.sqrt(Math.log1p(routed) / (calls + inFlight + 1))
    const uncertainty = Math.min(doubt, 1 - parts.success)
    return {
      arm,
      armId: arm.id,
      armVersion: arm.version,
      ...parts,
      score: weigh(parts),
      promise: weigh({ ...parts, success: parts.success + uncertainty }),
      uncertainty,
      calls,
      latencyMs: averageLatencyMs,
      inFlight,
      health,
    }
  })
}

/** Most promising first; among those that promise the same, the one that will answer first. `turn` tells equal ones apart. */
export function rank(candidates: readonly Candidate[], turn: number): readonly Candidate[] {
  const sorted = [...candidates].sort((left, right) => right.promise - left.promise)
  const [best] = sorted
  if (!best) return []
  const equals = sorted.filter(({ promise }) => best.promise - promise <= SAME_SCORE)
  return [...spread(equals, turn), ...sorted.slice(equals.length)]
}

/** Shortest wait first; among equal waits the least busy; among those, steps take turns. */
function spread(equals: readonly Candidate[], turn: number): readonly Candidate[] {
  const latencies = equals.flatMap(({ latencyMs }) => latencyMs ?? [])
  const guess = Math.min(...latencies, Number.MAX_VALUE) // an arm nobody has timed yet is hoped to be the fastest
  const waitOf = ({ arm, latencyMs, inFlight }: Candidate) =>
    (latencies.length === 0 ? 1 : (latencyMs ?? guess)) * Math.max(1, (inFlight + 1) / arm.maxConcurrent)
  const shortest = Math.min(...equals.map(waitOf))
  const isQuick = (candidate: Candidate) => waitOf(candidate) <= shortest * SAME_WAIT
  const quick = equals.filter(isQuick)
  const least = Math.min(...quick.map(loadOf))
  const idlest = quick.filter((candidate) => loadOf(candidate) === least)
  const first = idlest[turn % idlest.length]
  const others = equals.filter((candidate) => candidate !== first)
  return first ? [first, ...others.sort((left, right) => waitOf(left) - waitOf(right))] : equals
}

const loadOf = ({ arm, inFlight }: Candidate) => inFlight / arm.maxConcurrent
