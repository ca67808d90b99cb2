import type { ArmDescription } from '../contracts/arm.ts'
import { Plan, type PlanStep } from '../contracts/plan.ts'
import { type Budget, NO_USAGE } from '../contracts/usage.ts'
import { totalsOf } from './estimate-plan.ts'

export interface PlanRules {
  /** The arms on offer. */
  readonly arms: readonly ArmDescription[]
  readonly budget: Budget
  /** Default 1. */
  readonly minSteps?: number
  /** Default 15, which is also the most there can be. */
  readonly maxSteps?: number
  /** Capabilities that some step's arm must have. */
  readonly requiredCapabilities?: readonly string[]
}

const MAX_STEPS = 15

/**
 * What is wrong with the steps of a plan, as sentences that name the step; empty when nothing is. Ids 1..n in order,
 * dependencies on earlier steps only, arms on offer, number of steps, actions of 10–500 characters, 1–5 criteria a step,
 * totals within the budget, a verification step, required capabilities covered.
 */
export function checkSteps(steps: readonly PlanStep[], rules: PlanRules): string[] {
  if (steps.length === 0) return ['The plan has no steps.']
  const ids = steps.map((step) => step.stepId)
  return [
    ...checkCount(steps.length, rules),
    ...steps.flatMap((step, index) => [
      ...checkId(step, index + 1),
      ...checkText(step),
      ...checkArm(step, rules.arms),
      ...step.dependencies.flatMap((id) => checkDependency(step, id, ids)),
    ]),
    ...checkTotals(steps, rules.budget),
    ...checkCapabilities(steps, rules),
    ...(steps.some((step) => isVerification(step)) ? [] : [NO_VERIFICATION]),
  ]
}

type Assembly = Pick<Plan, 'source'> &
  Partial<Omit<Plan, 'steps' | 'source' | 'planId' | keyof ReturnType<typeof totalsOf>>>

/** A plan of checked steps, with a new id, totals and complexity. */
export function assemblePlan(steps: readonly PlanStep[], assembly: Assembly): Plan {
  return Plan.parse({
    confidenceScore: 1,
    model: null,
    usage: NO_USAGE,
    requestId: null,
    ...assembly,
    planId: crypto.randomUUID(),
    steps,
    ...totalsOf(steps),
  })
}

const NO_VERIFICATION =
  'The plan has no verification step: add one (a judge or guardian step, or an executor step that runs tests).'
const VERIFIES = /\b(verif|validat|check|test|review|confirm|ensure|assert|prove)/i

/** A step that finds out whether the work is right: by its arm, or by what its action or criteria say. */
function isVerification({ armId, action, inputs, acceptanceCriteria }: PlanStep): boolean {
  if (armId === 'judge' || armId === 'guardian') return true
  return inputs['tests'] !== undefined || [action, ...acceptanceCriteria].some((text) => VERIFIES.test(text))
}

function checkCount(count: number, { minSteps = 1, maxSteps = MAX_STEPS }: PlanRules): string[] {
  const most = Math.min(maxSteps, MAX_STEPS)
  if (count >= minSteps && count <= most) return []
  return [`The plan has ${count} ${count === 1 ? 'step' : 'steps'}, it needs ${minSteps} to ${most}.`]
}

function checkId(step: PlanStep, expected: number): string[] {
  return step.stepId === expected ? [] : [`Step ${expected} has the id ${step.stepId}: ids run 1, 2, 3 … in order.`]
}

function checkText({ stepId, action, acceptanceCriteria }: PlanStep): string[] {
  const violations: string[] = []
  if (action.trim().length < 10) violations.push(`Step ${stepId}: the action has fewer than 10 characters.`)
  if (action.length > 500) violations.push(`Step ${stepId}: the action has ${action.length} characters, at most 500.`)
  const count = acceptanceCriteria.length
  if (count < 1 || count > 5) violations.push(`Step ${stepId} has ${count} acceptance criteria, it needs 1 to 5.`)
  return violations
}

function checkArm({ stepId, armId }: PlanStep, arms: readonly ArmDescription[]): string[] {
  if (arms.some((arm) => arm.armId === armId)) return []
  const offer = arms.map((arm) => arm.armId).join(', ')
  if (armId === '') return [`Step ${stepId} names no arm. Arms on offer: ${offer}.`]
  return [`Step ${stepId} names the arm "${armId.slice(0, 50)}", which is not on offer. Arms on offer: ${offer}.`]
}

function checkDependency(step: PlanStep, id: number, ids: readonly number[]): string[] {
  if (id === step.stepId) return [`Step ${step.stepId} depends on itself.`]
  if (!ids.includes(id)) return [`Step ${step.stepId} depends on step ${id}, which does not exist.`]
  if (id > step.stepId) return [`Step ${step.stepId} depends on step ${id}, which comes later.`]
  return []
}

function checkTotals(steps: readonly PlanStep[], { maxCostUsd, maxTimeSeconds }: Budget): string[] {
  const { totalEstimatedCost, totalEstimatedDuration } = totalsOf(steps)
  const violations: string[] = []
  if (totalEstimatedCost > maxCostUsd) {
    violations.push(`The steps are estimated to cost ${totalEstimatedCost} USD, the budget is ${maxCostUsd} USD.`)
  }
  if (totalEstimatedDuration > maxTimeSeconds) {
    violations.push(`The steps are estimated to take ${totalEstimatedDuration} s, the budget is ${maxTimeSeconds} s.`)
  }
  return violations
}

function checkCapabilities(steps: readonly PlanStep[], { arms, requiredCapabilities = [] }: PlanRules): string[] {
  const used = new Set(steps.map((step) => step.armId))
  const covered = new Set(arms.filter((arm) => used.has(arm.armId)).flatMap((arm) => arm.capabilities))
  return requiredCapabilities
    .filter((capability) => !covered.has(capability))
    .map((capability) => `No step uses an arm with the required capability "${capability}".`)
}
