import { registry } from '@langchain/langgraph/zod'
import { z } from 'zod'
import { FaultRecord } from '../contracts/fault.ts'
import { Plan } from '../contracts/plan.ts'
import { StepRecord } from '../contracts/step.ts'
import { TaskContract, TaskOutcome, TaskRequest, TaskResult } from '../contracts/task.ts'
import { Usage } from '../contracts/usage.ts'
import { JudgeIssue, Verdict } from '../contracts/verdict.ts'

/** Where a task goes after the judge has spoken. */
const NextMove = z.enum(['integrate', 'repair', 'replan', 'give_up'])

/** Finished steps of every round; a step's later round stands beside its earlier one. */
const records = z.array(StepRecord).register(registry, {
  default: (): StepRecord[] => [],
  reducer: { schema: z.array(StepRecord), fn: mergeRecords },
})

/**
 * The blackboard. First the request, as the user gave it; then what the nodes have found out. A thread may carry one run
 * after another, so `reflex` starts every run from nothing and takes the request away: the contract has it, checked.
 */
export const OctoState = z.object({
  goal: TaskRequest.shape.goal,
  constraints: TaskRequest.shape.constraints.nullable(),
  context: TaskRequest.shape.context.nullable(),
  acceptanceCriteria: TaskRequest.shape.acceptanceCriteria.nullable(),
  priority: TaskRequest.shape.priority.nullable(),
  budget: TaskRequest.shape.budget.nullable(),
  deadlineSeconds: TaskRequest.shape.deadlineSeconds.nullable(),
  requiredCapabilities: TaskRequest.shape.requiredCapabilities.nullable(),
  parentTaskId: TaskRequest.shape.parentTaskId.nullable(),
  metadata: TaskRequest.shape.metadata.nullable(),
  approval: TaskRequest.shape.approval.nullable(),

  taskId: z.string().optional(),
  contract: TaskContract.optional(),
  plan: Plan.nullable().optional(),
  /** 0 for the first run of the first plan; one more for every repair and every new plan. */
  round: z.number().int().optional(),
  /** The round in which the present plan began: records of earlier rounds belong to earlier plans. */
  planRound: z.number().int().optional(),
  /** Steps to run in this round. */
  todo: z.array(z.number().int()).optional(),
  repairs: z.number().int().optional(),
  replans: z.number().int().optional(),
  records,
  verdict: Verdict.nullable().optional(),
  feedback: z.array(JudgeIssue).optional(),
  next: NextMove.nullable().optional(),
  draft: TaskResult.nullable().optional(),
  fault: FaultRecord.nullable().optional(),
  outcome: TaskOutcome.nullable().optional(),
  usage: Usage.optional(),
  answer: z.string().optional(),
})
export type OctoState = z.infer<typeof OctoState>
export type OctoPatch = Partial<OctoState>

/** What the graph takes: a task request. Webhooks belong to the server. */
export const GraphInput = TaskRequest.omit({ webhook: true })

/** What the graph gives back. `answer` is the result's text, or what went wrong in one sentence. */
export const OctoOutput = OctoState.pick({ taskId: true, outcome: true, usage: true, answer: true })

/** Adds records by round and step; an empty update starts over. */
function mergeRecords(known: StepRecord[], added: StepRecord[]): StepRecord[] {
  if (added.length === 0) return []
  const isNew = (record: StepRecord) =>
    !added.some(({ round, stepId }) => round === record.round && stepId === record.stepId)
  return [...known.filter(isNew), ...added]
}

/** Each step of the present plan in its latest round, by step id. */
export function latestRecords({ records, planRound = 0 }: Pick<OctoState, 'records' | 'planRound'>): StepRecord[] {
  const latest = new Map<number, StepRecord>()
  for (const record of records) {
    if (record.round < planRound) continue
    const known = latest.get(record.stepId)
    if (!known || known.round < record.round) latest.set(record.stepId, record)
  }
  return [...latest.values()].sort((left, right) => left.stepId - right.stepId)
}

/** What earlier plans finished, oldest first: each of their steps as it was done last. */
export function earlierWork({ records, planRound = 0 }: Pick<OctoState, 'records' | 'planRound'>): StepRecord[] {
  const latest = new Map<string, StepRecord>()
  // Each plan counts its steps from 1: the action tells them apart.
  for (const record of records) if (record.round < planRound) latest.set(`${record.stepId} ${record.action}`, record)
  return [...latest.values()].filter(({ status }) => status === 'ok')
}
