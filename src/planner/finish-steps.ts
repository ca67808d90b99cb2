import type { ArmDescription } from '../contracts/arm.ts'
import type { PlanStep } from '../contracts/plan.ts'
import { estimateByTier } from './estimate-plan.ts'
import type { NumberedStep } from './order-steps.ts'
import type { PlanningRequest } from './planner.ts'

/**
 * Fills in what a model left out, and calls things by their right names: arms by their id, criteria from the task's,
 * estimates by the arm's cost tier. Estimates of ours share out what the budget has, so that they never exceed it.
 */
export function finishSteps(steps: readonly NumberedStep[], request: PlanningRequest): PlanStep[] {
  const { arms, budget } = request
  return steps.map((step) => {
    const armId = armIdFor(step.armId, arms)
    const arm = arms.find((candidate) => candidate.armId === armId)
    const costTier = arm?.costTier ?? 2
    const estimate = estimateByTier(costTier)
    return {
      stepId: step.stepId,
      action: step.action,
      armId,
      // Models make capabilities up; the router would find no arm for those.
      requiredCapabilities: step.requiredCapabilities.filter((capability) => arm?.capabilities.includes(capability)),
      dependencies: [...step.dependencies],
      inputs: step.inputs,
      acceptanceCriteria: criteriaFor(step, request.acceptanceCriteria),
      estimatedDuration: step.estimatedDuration ?? Math.min(estimate.seconds, budget.maxTimeSeconds / steps.length),
      estimatedCost: step.estimatedCost ?? Math.min(estimate.costUsd, budget.maxCostUsd / steps.length),
      costTier,
      rationale: step.rationale,
    }
  })
}

const ALIASES: Readonly<Record<string, string>> = {
  'tool-executor': 'executor',
  'safety-guardian': 'guardian',
}

/** The id of the arm a model meant: by id, by name, or by an older name of it; what fits none stays as it is. */
function armIdFor(name: string, arms: readonly ArmDescription[]): string {
  const plain = simplify(name)
  const meant = ALIASES[plain] ?? plain
  const arm = arms.find((candidate) => [candidate.armId, candidate.name].some((known) => simplify(known) === meant))
  return arm?.armId ?? name
}

function simplify(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
  return plain.replace(/^the-/, '').replace(/-arm$/, '')
}

const MAX_CRITERIA = 5

function criteriaFor({ acceptanceCriteria, action }: NumberedStep, ofTask: readonly string[]): string[] {
  if (acceptanceCriteria.length === 0) {
    return ofTask.length > 0 ? ofTask.slice(0, MAX_CRITERIA) : [`The output does what was asked: ${action}`]
  }
  if (acceptanceCriteria.length <= MAX_CRITERIA) return [...acceptanceCriteria]
  // None is dropped: the last one takes what is too many.
  const kept = acceptanceCriteria.slice(0, MAX_CRITERIA - 1)
  return [...kept, acceptanceCriteria.slice(MAX_CRITERIA - 1).join('; ')]
}
