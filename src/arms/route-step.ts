import { Fault } from '../contracts/fault.ts'
import type { PlanStep } from '../contracts/plan.ts'
import { RoutedCandidate, type RoutingDecision, type RoutingReason } from '../contracts/routing.ts'
import type { Arm } from './arm.ts'
import type { ArmRegistry } from './arm-registry.ts'
import type { ArmStatsBook, ArmStatsSource } from './arm-stats.ts'
import { type Candidate, capabilityMatch, rank, relianceOf, toCandidates } from './rank-arms.ts'

/** What the router looks at in a step. */
export type RoutedStep = Pick<PlanStep, 'stepId' | 'armId' | 'requiredCapabilities'>

export interface RouteOptions {
  /** Whether an arm may have the step at all; each may when left out. */
  mayTake?(arm: Arm): boolean
  /** The arm that had begun the step when its worker died: it goes first, because it may have finished it. */
  readonly begunBy?: string | undefined
}

export interface Route {
  /** The arms to try, best first; never empty. */
  readonly arms: readonly Arm[]
  readonly decision: RoutingDecision
}

export type Router = (step: RoutedStep, options?: RouteOptions) => Route

/** The router of a process: every decision is also written into the book, so that what is passed over is seen to age. */
export function createRouter(registry: Pick<ArmRegistry, 'all'>, stats: ArmStatsBook): Router {
  return (step, options) => {
    const route = routeStep(step, registry, stats, options)
    stats.routed(route.arms.map(({ id }) => id))
    return route
  }
}

/**
 * The arm a step goes to, those that could stand in for it, and why. The arm that the plan names comes first while it can
 * be relied on; `docs/routing.md` has the rules. Throws `Fault`: ARM_UNAVAILABLE (retryable) when arms could do it but
 * none is available, ARM_UNKNOWN when there is none that could.
 */
export function routeStep(
  step: RoutedStep,
  { all }: Pick<ArmRegistry, 'all'>,
  stats: ArmStatsSource,
  { mayTake = () => true, begunBy }: RouteOptions = {},
): Route {
  const named = all.find(({ id }) => id === step.armId)
  // A step that names an arm and no capability wants what that arm can do.
  const wanted = step.requiredCapabilities.length > 0 ? step.requiredCapabilities : (named?.capabilities ?? [])
  const isCapable = (arm: Arm) => arm === named || arm.id === begunBy || capabilityMatch(arm, wanted) > 0
  const capable = all.filter(isCapable)
  if (capable.length === 0) throw unknownArm(step, all)
  const allowed = capable.filter(mayTake)
  if (allowed.length === 0) throw new Fault('ARM_UNKNOWN', `No arm may do step ${step.stepId} unasked.`)
  const candidates = toCandidates(allowed, wanted, stats)
  const ranked = rank(candidates.filter(isAvailable), step.stepId - 1)
  const begun = candidates.find(({ armId }) => armId === begunBy)
  const [first, reason] = begun ? [begun, 'resumed' as const] : choose(ranked, step.armId)
  if (!first) throw unavailable(step, allowed)
  const order = [first, ...ranked.filter((candidate) => candidate !== first)]
  const shown = [...order, ...candidates.filter((candidate) => !order.includes(candidate))]
  return { arms: order.map(({ arm }) => arm), decision: toDecision(first, reason, step.armId, shown) }
}

const isAvailable = ({ availability }: Candidate) => availability > 0

function choose(ranked: readonly Candidate[], namedArmId: string): readonly [Candidate | undefined, RoutingReason] {
  const named = ranked.find(({ armId }) => armId === namedArmId)
  if (named && !ranked.some((other) => isClearlyBetter(other, named))) return [named, 'named']
  const [first] = ranked
  if (first && isOutscored(first, ranked)) return [first, 'explored']
  if (first === named) return [named, 'named']
  return [first, named ? 'better' : 'best']
}

const ENOUGH_CALLS = 3
const CLEARLY = 0.03

/**
 * When the arm of the plan is left for another: that one has at least as many of the wanted capabilities, has shown what it
 * can, and can be relied on more, by as much as ten points of success make. An arm of few calls has the benefit of the doubt.
 */
function isClearlyBetter(other: Candidate, named: Candidate): boolean {
  const success = named.calls < ENOUGH_CALLS ? 1 : named.success
  return (
    other.match >= named.match &&
    other.calls >= ENOUGH_CALLS &&
    other.score > named.score &&
    relianceOf(other) - relianceOf({ ...named, success }) >= CLEARLY
  )
}

/** It is first for what is not known of it, not for what is. */
const isOutscored = ({ score }: Candidate, ranked: readonly Candidate[]) =>
  ranked.some((other) => other.score - score > CLEARLY)

const MAX_SHOWN = 8

function toDecision(
  first: Candidate,
  reason: RoutingReason,
  namedArmId: string,
  shown: readonly Candidate[],
): RoutingDecision {
  const candidates = shown.slice(0, MAX_SHOWN).map((candidate) => RoutedCandidate.parse(rounded(candidate)))
  return { armId: first.armId, armVersion: first.armVersion, namedArmId, reason, candidates }
}

const rounded = (candidate: Candidate) =>
  Object.fromEntries(
    Object.entries(candidate).map(([name, value]) => [
      name,
      typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value,
    ]),
  )

function unavailable({ stepId }: RoutedStep, capable: readonly Arm[]): Fault {
  const tried = capable.map(({ id }) => id).join(', ')
  return new Fault('ARM_UNAVAILABLE', `No arm for step ${stepId} is available now (tried ${tried}). Try again later.`)
}

function unknownArm({ stepId, armId, requiredCapabilities }: RoutedStep, all: readonly Arm[]): Fault {
  const wanted = requiredCapabilities.length === 0 ? '' : ` and none can ${requiredCapabilities.join(', ')}`
  const known = all.map(({ id }) => id).join(', ') || 'none'
  return new Fault('ARM_UNKNOWN', `Step ${stepId}: no arm is called "${armId}"${wanted}. Known arms: ${known}.`)
}
