import type { Plan, PlanStep } from '../contracts/plan.ts'

interface TierEstimate {
  readonly seconds: number
  readonly costUsd: number
}

/**
 * What a step of an arm is taken to need when nobody says: OctoLLM's own guesses by cost tier. Durations follow the
 * original's hints (retrieval 10–30 s, validation 10–30 s, code 30–90 s).
 */
const TIERS: Readonly<Record<number, TierEstimate>> = {
  1: { seconds: 10, costUsd: 0 },
  2: { seconds: 15, costUsd: 0.002 },
  3: { seconds: 20, costUsd: 0.005 },
  4: { seconds: 45, costUsd: 0.01 },
  5: { seconds: 90, costUsd: 0.05 },
}

export function estimateByTier(costTier: number): TierEstimate {
  return TIERS[costTier] ?? { seconds: 15, costUsd: 0.002 }
}

type Totals = Pick<Plan, 'complexityScore' | 'totalEstimatedDuration' | 'criticalPathDuration' | 'totalEstimatedCost'>

export function totalsOf(steps: readonly PlanStep[]): Totals {
  return {
    complexityScore: complexityOf(steps),
    totalEstimatedDuration: round(sum(steps.map((step) => step.estimatedDuration))),
    criticalPathDuration: round(criticalPathOf(steps)),
    totalEstimatedCost: round(sum(steps.map((step) => step.estimatedCost))),
  }
}

/**
 * 0.4·min(steps/10, 1) + 0.3·min(dependencies/10, 1) + 0.3·(mean tier − 1)/4, the original planner's formula: 0 for
 * nothing, 1 for ten or more steps of the dearest arms with ten or more dependencies.
 */
export function complexityOf(steps: readonly PlanStep[]): number {
  if (steps.length === 0) return 0
  const dependencies = sum(steps.map((step) => step.dependencies.length))
  const meanTier = sum(steps.map((step) => step.costTier)) / steps.length
  return round(0.4 * Math.min(steps.length / 10, 1) + 0.3 * Math.min(dependencies / 10, 1) + (0.3 * (meanTier - 1)) / 4)
}

/** Seconds along the longest chain of dependencies: no run of the plan can be shorter. Steps must be in order. */
function criticalPathOf(steps: readonly PlanStep[]): number {
  const endOf = new Map<number, number>()
  for (const step of steps) {
    const start = Math.max(0, ...step.dependencies.map((id) => endOf.get(id) ?? 0))
    endOf.set(step.stepId, start + step.estimatedDuration)
  }
  return Math.max(0, ...endOf.values())
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

// Sums of decimal fractions show digits nobody meant.
function round(number: number): number {
  return Math.round(number * 1e6) / 1e6
}
