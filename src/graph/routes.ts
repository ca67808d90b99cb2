import { Send } from '@langchain/langgraph'
import type { PlanStep } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { TaskContract } from '../contracts/task.ts'
import type { JudgeIssue } from '../contracts/verdict.ts'
import { latestRecords, type OctoState } from './state.ts'

/** What an arm node is sent: a node reached by `Send` sees nothing else of the state. */
export interface StepTask {
  readonly taskId: string
  readonly round: number
  readonly step: PlanStep
  readonly contract: TaskContract
  /** Results from earlier rounds that the step builds on. */
  readonly kept: readonly StepRecord[]
  /** What the judge found wrong with this step before. */
  readonly feedback: readonly JudgeIssue[]
}

export const armNodeName = (armId: string) => `arm_${armId}`

export function afterReflex({ fault }: OctoState) {
  return fault ? 'result' : 'planner'
}

export function afterPlanner({ fault }: OctoState) {
  return fault ? 'result' : 'approve'
}

/** One `Send` per step to its arm's node, or the way out when a person said no. */
export function afterApproval(state: OctoState): Send[] | 'result' {
  return state.fault ? 'result' : sendSteps(state)
}

export function afterJudge(state: OctoState): Send[] | 'integrate' | 'planner' | 'result' {
  switch (state.next) {
    case 'integrate':
      return 'integrate'
    case 'repair':
      return sendSteps(state)
    case 'replan':
      return 'planner'
    default:
      return 'result'
  }
}

/** The steps of this round, dependencies first, so that no limit on parallel work can lock them. */
export function sendSteps(state: OctoState): Send[] {
  const { plan, contract, taskId, todo = [], round = 0, feedback = [], planRound = 0 } = state
  if (!plan || !contract || taskId === undefined) throw new TypeError('Steps are sent before there is a plan.')
  const finished = latestRecords(state).filter(({ stepId }) => !todo.includes(stepId))
  const earlierPlans = state.records.filter((record) => record.round < planRound && record.status === 'ok')
  return plan.steps
    .filter(({ stepId }) => todo.includes(stepId))
    .map((step) => {
      const kept = finished.filter(({ stepId }) => step.dependencies.includes(stepId))
      const task: StepTask = {
        taskId,
        round,
        step,
        contract,
        kept: step.dependencies.length === 0 ? earlierPlans : kept,
        feedback: feedback.filter(({ stepId }) => stepId === undefined || stepId === step.stepId),
      }
      return new Send(armNodeName(step.armId), task)
    })
}
