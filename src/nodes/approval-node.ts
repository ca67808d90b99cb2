import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import type { ArmRegistry } from '../arms/arm-registry.ts'
import type { ApprovalAnswer } from '../contracts/approval.ts'
import { Fault, toFaultRecord } from '../contracts/fault.ts'
import type { Plan, PlanStep } from '../contracts/plan.ts'
import type { TaskContract } from '../contracts/task.ts'
import type { OctoPatch, OctoState } from '../graph/state.ts'
import { assemblePlan, checkSteps } from '../planner/check-plan.ts'
import { actedSteps } from './acted-steps.ts'
import { askPerson, withInstruction } from './ask-person.ts'
import { contractOf } from './contract-of.ts'
import { openRun, type Run, type RunParts } from './open-run.ts'

export interface ApprovalParts extends RunParts {
  readonly arms: ArmRegistry
  /** A plan estimated above this many US dollars is shown to a person first, whatever the task says. */
  readonly approveAboveUsd: number
}

/** Shows the plan to a person where the task or its cost asks for it. Runs again from the top on every resume. */
export function createApprovalNode({ arms, approveAboveUsd, ...parts }: ApprovalParts) {
  return async (state: OctoState, config: LangGraphRunnableConfig): Promise<OctoPatch> => {
    const { taskId, contract } = contractOf(state)
    const { plan, round = 0 } = state
    if (!plan) throw new TypeError('There is no plan to approve.')
    const run = openRun(parts, taskId, contract.budget.maxTimeSeconds, config)
    const reason = reasonToAsk(contract, plan, approveAboveUsd) ?? (await repeatsEffects(state, run, arms))
    const violationsOf = (steps: readonly PlanStep[]) =>
      checkSteps(steps, { arms: arms.descriptions, budget: contract.budget, minSteps: 1, maxSteps: 15 })
    const question = 'Shall this plan be run?'
    const answer = reason
      ? await run.guarded((reflex) =>
          askPerson({ kind: 'plan', taskId, question, reason, plan }, { reflex, violationsOf }),
        )
      : null
    if (answer?.decision === 'reject') return { fault: toFaultRecord(rejection(answer)) }

    const edited = editedPlan(answer, plan)
    if (edited) await run.ledger.emit({ type: 'plan.created', round, source: 'person', plan: edited })
    await run.ledger.emit({ type: 'task.phase', phase: 'executing' })
    return { contract: withInstruction(contract, answer?.answer), ...planPatch(edited) }
  }
}

function editedPlan(answer: ApprovalAnswer | null, plan: Plan): Plan | null {
  return answer?.decision === 'edit' && answer.plan ? assemblePlan(answer.plan, { ...plan, source: 'person' }) : null
}

const planPatch = (plan: Plan | null): OctoPatch => (plan ? { plan, todo: plan.steps.map(({ stepId }) => stepId) } : {})

const rejection = ({ reason }: ApprovalAnswer) =>
  new Fault('PLAN_REJECTED', `The plan was rejected${reason ? `: ${reason}` : '.'}`)

/** A new plan may say in other words what an earlier one did: whether it is the same effect again, only a person can tell. */
async function repeatsEffects({ plan, round = 0, records = [] }: OctoState, { ledger }: Run, arms: ArmRegistry) {
  if (round === 0) return null
  const acted = actedSteps([...records, ...(await ledger.finished())], arms)
  const again = acted.find(({ armId }) => plan?.steps.some((step) => step.armId === armId || step.armId === 'planner'))
  if (!again) return null
  return `An earlier plan has acted already (step ${again.stepId}, arm ${again.armId}), and this one may do it again.`
}

function reasonToAsk({ approval }: TaskContract, { totalEstimatedCost }: Plan, approveAboveUsd: number): string | null {
  if (approval === 'always') return 'The task asks for approval of every plan.'
  if (totalEstimatedCost <= approveAboveUsd) return null
  return `The plan is estimated at $${totalEstimatedCost.toFixed(2)}, above the limit of $${approveAboveUsd.toFixed(2)}.`
}
