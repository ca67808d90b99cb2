import { Send } from '@langchain/langgraph'
import type { PlanStep } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { TaskContract } from '../contracts/task.ts'
import type { JudgeIssue } from '../contracts/verdict.ts'
import { earlierWork, latestRecords, type OctoState } from './state.ts'

/** What an arm node is sent: a node reached by `Send` sees nothing else of the state. */
export interface StepTask {
  readonly taskId: string
  readonly round: number
  readonly step: PlanStep
  readonly contract: TaskContract
  /** Results from earlier rounds that the step builds on; for the first steps of a new plan, what earlier plans finished. */
  readonly kept: readonly StepRecord[]
  /** What the judge found wrong with this step before. */
  readonly feedback: readonly JudgeIssue[]
  /** What the step gave the last time, when it is done again. */
  readonly previous: StepRecord['output'] | null
}

/** Says which node runs the steps of an arm. */
export type NodeOf = (armId: string) => string

export const armNodeName: NodeOf = (armId) => `arm_${armId}`

/** The node of all arms that joined after the graph was built: its shape must not change under a checkpoint. */
export const JOINED_ARMS = armNodeName('remote')

export function afterReflex({ fault }: OctoState) {
  return fault ? 'result' : 'planner'
}

export function afterPlanner({ fault }: OctoState) {
  return fault ? 'result' : 'approve'
}

/** One `Send` per step to its arm's node, or the way out when a person said no. */
export function afterApproval(state: OctoState, nodeOf: NodeOf): Send[] | 'result' {
  return state.fault ? 'result' : sendSteps(state, nodeOf)
}

export function afterJudge(state: OctoState, nodeOf: NodeOf): Send[] | 'integrate' | 'planner' | 'result' {
  switch (state.next) {
    case 'integrate':
      return 'integrate'
    case 'repair':
      return sendSteps(state, nodeOf)
    case 'replan':
      return 'planner'
    default:
      return 'result'
  }
}

/** The steps of this round, dependencies first, so that no limit on parallel work can lock them. */
export function sendSteps(state: OctoState, nodeOf: NodeOf): Send[] {
  const { plan, contract, taskId, todo = [], round = 0, feedback = [] } = state
  if (!plan || !contract || taskId === undefined) throw new TypeError('Steps are sent before there is a plan.')
  const latest = latestRecords(state)
  const finished = latest.filter(({ stepId }) => !todo.includes(stepId))
  const ofEarlierPlans = earlierWork(state)
  return plan.steps
    .filter(({ stepId }) => todo.includes(stepId))
    .map((step) => {
      const kept = finished.filter(({ stepId }) => step.dependencies.includes(stepId))
      const task: StepTask = {
        taskId,
        round,
        step,
        contract,
        kept: step.dependencies.length === 0 ? ofEarlierPlans : kept,
        feedback: feedback.filter(({ stepId }) => stepId === undefined || stepId === step.stepId),
        previous: latest.find(({ stepId, status }) => stepId === step.stepId && status === 'ok')?.output ?? null,
      }
      return new Send(nodeOf(step.armId), task)
    })
}
