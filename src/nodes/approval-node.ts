import { interrupt, type LangGraphRunnableConfig } from '@langchain/langgraph'
import type { ArmRegistry } from '../arms/arm-registry.ts'
import { ApprovalAnswer, type ApprovalRequest } from '../contracts/approval.ts'
import { Fault, toFaultRecord } from '../contracts/fault.ts'
import type { Plan } from '../contracts/plan.ts'
import type { TaskContract } from '../contracts/task.ts'
import type { OctoPatch, OctoState } from '../graph/state.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { assemblePlan, checkSteps } from '../planner/check-plan.ts'
import { contractOf } from './contract-of.ts'
import { openRun } from './open-run.ts'

export interface ApprovalParts {
  readonly arms: ArmRegistry
  readonly ledger: Ledger
  /** A plan estimated above this many US dollars is shown to a person first, whatever the task says. */
  readonly approveAboveUsd: number
}

/** Shows the plan to a person where the task or its cost asks for it. Runs again from the top on every resume. */
export function createApprovalNode({ arms, ledger, approveAboveUsd }: ApprovalParts) {
  return async (state: OctoState, config: LangGraphRunnableConfig): Promise<OctoPatch> => {
    const { taskId, contract } = contractOf(state)
    const { plan } = state
    if (!plan) throw new TypeError('There is no plan to approve.')
    const run = openRun(ledger, taskId, contract.budget.maxTimeSeconds, config)
    const reason = reasonToAsk(contract, plan, approveAboveUsd)
    if (!reason) return startExecuting(run.ledger)

    let question = 'Shall this plan be run?'
    for (;;) {
      const request: ApprovalRequest = { kind: 'plan', taskId, question, reason, plan }
      const answer = interrupt<ApprovalRequest, ApprovalAnswer>(request, { responseSchema: ApprovalAnswer })
      if (answer.decision === 'reject') {
        const because = answer.reason ? `: ${answer.reason}` : '.'
        return { fault: toFaultRecord(new Fault('PLAN_REJECTED', `The plan was rejected${because}`)) }
      }
      const told = withInstruction(contract, answer.answer)
      if (answer.decision === 'approve') return { ...(await startExecuting(run.ledger)), contract: told }

      const steps = answer.plan ?? plan.steps
      const violations = checkSteps(steps, {
        arms: arms.descriptions,
        budget: contract.budget,
        minSteps: 1,
        maxSteps: 15,
      })
      if (violations.length === 0) {
        const edited = assemblePlan(steps, { ...plan, source: 'person' })
        await run.ledger.emit({ type: 'plan.created', round: state.round ?? 0, source: 'person', plan: edited })
        return {
          ...(await startExecuting(run.ledger)),
          contract: told,
          plan: edited,
          todo: steps.map(({ stepId }) => stepId),
        }
      }
      question = `The edited plan cannot be run: ${violations.join('; ')}. Shall this plan be run, or another?`
    }
  }
}

function reasonToAsk({ approval }: TaskContract, { totalEstimatedCost }: Plan, approveAboveUsd: number): string | null {
  if (approval === 'always') return 'The task asks for approval of every plan.'
  if (totalEstimatedCost <= approveAboveUsd) return null
  return `The plan is estimated at $${totalEstimatedCost.toFixed(2)}, above the limit of $${approveAboveUsd.toFixed(2)}.`
}

async function startExecuting(ledger: { emit: (event: { type: 'task.phase'; phase: 'executing' }) => Promise<void> }) {
  await ledger.emit({ type: 'task.phase', phase: 'executing' })
  return {}
}

/** What the person added goes on as a constraint, so that every arm and the judge hear of it. */
function withInstruction(contract: TaskContract, instruction: string | undefined): TaskContract {
  if (!instruction) return contract
  return { ...contract, constraints: [...contract.constraints, instruction] }
}
