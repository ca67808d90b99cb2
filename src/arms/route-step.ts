import { Fault } from '../contracts/fault.ts'
import type { PlanStep } from '../contracts/plan.ts'
import type { Arm } from './arm.ts'
import type { ArmRegistry } from './arm-registry.ts'
import type { ArmStats, ArmStatsSource } from './arm-stats.ts'

/** What the router looks at in a step. */
export type RoutedStep = Pick<PlanStep, 'stepId' | 'armId' | 'requiredCapabilities'>

/**
 * The arm a step goes to: the one it names when that exists and is available, otherwise the capable arm with the best
 * score. Throws `Fault`: ARM_UNAVAILABLE (retryable) when arms could do it but none is available, ARM_UNKNOWN when
 * there is none that could.
 */
export function routeStep(step: RoutedStep, registry: ArmRegistry, stats: ArmStatsSource): Arm {
  const named = armNamedBy(step, registry)
  if (named && isAvailable(stats.of(named.id))) return named
  const [best] = alternatives(step, registry, stats)
  if (best) return best
  const capable = registry.all.filter((arm) => arm === named || capabilityMatch(arm, wantedBy(step, registry)) > 0)
  if (capable.length === 0) throw unknownArm(step, registry)
  throw new Fault(
    'ARM_UNAVAILABLE',
    `No arm for step ${step.stepId} is available now (tried ${capable.map(({ id }) => id).join(', ')}). Try again later.`,
  )
}

/** The available arms that could do the step instead of those that were `tried`, best first. */
export function alternatives(
  step: RoutedStep,
  registry: ArmRegistry,
  stats: ArmStatsSource,
  tried: readonly string[] = [step.armId],
): readonly Arm[] {
  const wanted = wantedBy(step, registry)
  const candidates = registry.all
    .map((arm) => ({ arm, match: capabilityMatch(arm, wanted), stats: stats.of(arm.id) }))
    .filter((candidate) => candidate.match > 0 && isAvailable(candidate.stats) && !tried.includes(candidate.arm.id))
    .map((candidate) => ({
      arm: candidate.arm,
      score: scoreOf(candidate.arm, candidate.match, candidate.stats),
      latency: candidate.stats.averageLatencyMs ?? Number.POSITIVE_INFINITY,
    }))
    .sort(betterFirst)
  return spread(candidates, step.stepId)
}

/**
 * 0–1: 0.4·capability match + 0.2·availability + 0.3·historical success (0.5 when unknown) + 0.1·(1 − cost tier / 5).
 * `match` is the share of the wanted capabilities the arm has.
 */
export function scoreOf(arm: Pick<Arm, 'costTier'>, match: number, { health, successRate }: ArmStats): number {
  return 0.4 * match + 0.2 * AVAILABILITY[health] + 0.3 * (successRate ?? 0.5) + 0.1 * (1 - arm.costTier / 5)
}

const AVAILABILITY = { healthy: 1, degraded: 0.5, unavailable: 0 } as const satisfies Record<ArmStats['health'], number>

const isAvailable = ({ health }: ArmStats) => health !== 'unavailable'

const armNamedBy = ({ armId }: RoutedStep, registry: ArmRegistry) => registry.all.find(({ id }) => id === armId)

// A step that names an arm and no capability wants what that arm can do.
function wantedBy(step: RoutedStep, registry: ArmRegistry): readonly string[] {
  return step.requiredCapabilities.length > 0
    ? step.requiredCapabilities
    : (armNamedBy(step, registry)?.capabilities ?? [])
}

function capabilityMatch(arm: Arm, wanted: readonly string[]): number {
  const matching = wanted.filter((capability) => arm.capabilities.includes(capability))
  return wanted.length === 0 ? 0 : matching.length / wanted.length
}

interface Candidate {
  readonly arm: Arm
  readonly score: number
  readonly latency: number
}

// Two unknown latencies are both infinite and their difference is NaN, so they are compared, not subtracted.
function betterFirst(left: Candidate, right: Candidate): number {
  if (!isSameScore(left, right)) return right.score - left.score
  return left.latency === right.latency ? 0 : left.latency - right.latency
}

// Sums of the same shares in another order differ in the last bit.
const isSameScore = (left: Candidate, right: Candidate) => Math.abs(left.score - right.score) < 1e-9

// Steps of a plan take turns among the arms that are equally good: the same step always gets the same one.
function spread(candidates: readonly Candidate[], stepId: number): readonly Arm[] {
  const [best] = candidates
  const equals = best ? candidates.filter((candidate) => betterFirst(best, candidate) === 0).length : 0
  const shift = equals === 0 ? 0 : (stepId - 1) % equals
  const arms = candidates.map(({ arm }) => arm)
  return [...arms.slice(shift, equals), ...arms.slice(0, shift), ...arms.slice(equals)]
}

function unknownArm({ stepId, armId, requiredCapabilities }: RoutedStep, registry: ArmRegistry): Fault {
  const wanted = requiredCapabilities.length === 0 ? '' : ` and none can ${requiredCapabilities.join(', ')}`
  const known = registry.all.map(({ id }) => id).join(', ') || 'none'
  return new Fault('ARM_UNKNOWN', `Step ${stepId}: no arm is called "${armId}"${wanted}. Known arms: ${known}.`)
}
