import { Fault, type FaultCode, type FaultRecord } from '../contracts/fault.ts'
import type { Plan } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { JudgeIssue, Verdict } from '../contracts/verdict.ts'

const MAX_REPAIRS = 2
const MAX_REPLANS = 2

export interface Judged {
  readonly plan: Plan
  /** The latest record of each step. */
  readonly records: readonly StepRecord[]
  readonly verdict: Verdict
  readonly repairs: number
  readonly replans: number
  /** False when plans are made by rule: the same rule would give the same plan. */
  readonly canReplan: boolean
  /** Steps of this plan that had an effect outside: they are not done again by themselves. */
  readonly acted: readonly number[]
}

/** Whether nothing is gained by trying again after this fault. */
export const isFinal = ({ code }: FaultRecord) => FINAL.has(code)

export type FollowUp =
  | { readonly move: 'integrate' }
  | { readonly move: 'repair'; readonly steps: readonly number[]; readonly issues: readonly JudgeIssue[] }
  | { readonly move: 'replan' }
  | { readonly move: 'give_up'; readonly fault?: Fault }

// After these nothing is gained by trying again: the answer would be the same, or it is not ours to give.
const FINAL: ReadonlySet<FaultCode> = new Set([
  'BUDGET_EXCEEDED',
  'TASK_TIMEOUT',
  'STEP_REJECTED',
  'NEEDS_RECONCILIATION',
  'MODEL_UNAVAILABLE',
  'SANDBOX_UNAVAILABLE',
])

/**
 * What comes after the judge's verdict. Work that was done but is wrong is repaired: the steps the judge names (or, if
 * it names none, those at the end of the plan) and everything that builds on them. A step that could not be done at all,
 * and work that repairs did not mend, is planned anew. Both at most twice; then the task fails with what it has. A step that
 * had an effect outside is never done again for a repair: then the task ends, and a person decides.
 */
export function followUp({ plan, records, verdict, repairs, replans, canReplan, acted }: Judged): FollowUp {
  if (verdict.valid) return { move: 'integrate' }
  if (records.some(({ fault }) => fault && isFinal(fault))) return { move: 'give_up' }

  const couldNotBeDone = records.some(({ status }) => status === 'error')
  if (!couldNotBeDone && repairs < MAX_REPAIRS) {
    const issues = verdict.issues.filter(({ severity }) => severity === 'error')
    const named = issues.flatMap(({ stepId }) => stepId ?? [])
    const steps = withDependants(plan, named.length > 0 ? named : finalSteps(plan))
    const again = steps.find((stepId) => acted.includes(stepId))
    if (again !== undefined) return { move: 'give_up', fault: notTwice(again, issues) }
    return { move: 'repair', steps, issues: [...issues, ...failedCriteria(verdict)] }
  }
  return canReplan && replans < MAX_REPLANS ? { move: 'replan' } : { move: 'give_up' }
}

function notTwice(stepId: number, [issue]: readonly JudgeIssue[]): Fault {
  const why = issue?.message ?? 'The result was not accepted.'
  const message = `To mend the result, step ${stepId} would have to be done again, and its effect happened already. Check, then retry the task or cancel it. ${why}`
  return new Fault('NEEDS_RECONCILIATION', message)
}

function failedCriteria({ failedCriteria: criteria }: Verdict): JudgeIssue[] {
  return criteria.map((criterion) => ({
    severity: 'error',
    type: 'criteria',
    message: `Not met: ${criterion}`,
    suggestion: '',
  }))
}

/** The steps whose work is the result: nothing but checks builds on them. */
function finalSteps({ steps }: Plan): number[] {
  const isCheck = (armId: string) => armId === 'judge' || armId === 'guardian'
  const builtOn = new Set(steps.filter(({ armId }) => !isCheck(armId)).flatMap(({ dependencies }) => dependencies))
  const final = steps.filter(({ stepId, armId }) => !isCheck(armId) && !builtOn.has(stepId))
  return (final.length > 0 ? final : steps).map(({ stepId }) => stepId)
}

/** Those steps and all that depend on them, in the plan's order. Dependencies have lower ids than their dependants. */
export function withDependants({ steps }: Plan, from: readonly number[]): number[] {
  const affected = new Set(from)
  for (const { stepId, dependencies } of steps) if (dependencies.some((id) => affected.has(id))) affected.add(stepId)
  return steps.map(({ stepId }) => stepId).filter((stepId) => affected.has(stepId))
}
