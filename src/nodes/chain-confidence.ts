import type { Plan } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { Verdict } from '../contracts/verdict.ts'

interface Chain {
  readonly final: readonly StepRecord[]
  readonly plan: Pick<Plan, 'steps'>
  readonly records: readonly StepRecord[]
  readonly verdict: Verdict | null
}

/**
 * How far a result can be trusted, 0–1. A chain is no stronger than its weakest link, but what stands at its end counts
 * most: for each final step half its own confidence and half the least among it and all it builds on; the mean over the
 * final steps; times the share of steps that finished; halved when the judge did not accept it.
 */
export function chainConfidence({ final, plan, records, verdict }: Chain): number {
  if (final.length === 0) return 0
  const confidenceOf = new Map(
    records.map(({ stepId, status, confidence }) => [stepId, status === 'ok' ? confidence : 0]),
  )
  const chains = final.map(({ stepId, confidence }) => {
    const links = [...ancestorsOf(stepId, plan)].map((id) => confidenceOf.get(id) ?? 0)
    return 0.5 * confidence + 0.5 * Math.min(confidence, ...links)
  })
  const mean = chains.reduce((sum, chain) => sum + chain, 0) / chains.length
  const finished = plan.steps.filter(({ stepId }) =>
    records.some((record) => record.stepId === stepId && record.status === 'ok'),
  )
  return mean * (finished.length / plan.steps.length) * (verdict && !verdict.valid ? 0.5 : 1)
}

function ancestorsOf(stepId: number, plan: Pick<Plan, 'steps'>, seen = new Set<number>()): ReadonlySet<number> {
  for (const id of plan.steps.find((step) => step.stepId === stepId)?.dependencies ?? []) {
    if (seen.has(id)) continue
    seen.add(id)
    ancestorsOf(id, plan, seen)
  }
  return seen
}
