import type { FaultRecord } from '../contracts/fault.ts'
import type { Plan, PlanStep } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { Priority, Task, TaskPhase, TaskResult, TaskStatus } from '../contracts/task.ts'

export interface TaskRow {
  readonly id: string
  readonly status: TaskStatus
  readonly phase: TaskPhase
  readonly goal: string
  readonly priority: Priority
  readonly parent_task_id: string | null
  readonly task_metadata: Record<string, unknown>
  readonly plan: Plan | null
  readonly plan_round: number | null
  readonly fault: FaultRecord | null
  readonly confidence: number | null
  readonly interrupt: Task['interrupt']
  readonly cost_usd: number
  readonly tokens: number
  readonly seconds: number
  readonly max_cost_usd: number
  readonly max_tokens: number
  readonly max_seconds: number
  readonly created_at: Date
  readonly updated_at: Date
  readonly completed_at: Date | null
  readonly result: TaskResult | null
  /** The latest finished record of each step. */
  readonly steps: StepRecord[]
  /** Steps whose intent was written by the present run and whose outcome was not. */
  readonly current: Task['progress']['current']
}

// json_agg puts texts together; jsonb_agg takes seconds to build a large output anew.
/** Selects `TaskRow`s; the caller adds what follows `from tasks`. Postgres gives bigint and numeric as text: hence the casts. */
export const SELECT_TASK = `
  select id, status, phase, goal, priority, parent_task_id, task_metadata, plan, plan_round, fault, confidence, interrupt,
    cost_usd::float8, tokens::float8, seconds::float8,
    max_cost_usd::float8, max_tokens::float8, max_seconds::float8,
    created_at, updated_at, completed_at,
    (select result_data from task_results where task_id = tasks.id order by created_at desc limit 1) as result,
    (select coalesce(json_agg(record order by step_id), '[]') from (
      select distinct on (step_id) step_id, record from step_journal
      where task_id = tasks.id and state = 'finished' order by step_id, round desc
    ) as latest) as steps,
    (select coalesce(jsonb_agg(jsonb_build_object('stepId', step_id, 'armId', arm_id, 'action', action) order by step_id), '[]')
      from step_journal
      where task_id = tasks.id and state = 'started' and fence = tasks.fence and worker_id is not null) as current
  from tasks`

/** What a task has spent, as the JSON of `Usage`, for events that are put together in SQL. */
export const USAGE = `jsonb_build_object('costUsd', cost_usd, 'tokens', tokens, 'seconds', seconds)`

export function toTask(row: TaskRow): Task {
  return {
    taskId: row.id,
    status: row.status,
    phase: row.phase,
    goal: row.goal,
    priority: row.priority,
    progress: toProgress(row),
    plan: row.plan,
    steps: row.steps,
    result: row.result,
    error: row.fault,
    confidence: row.confidence,
    usage: { costUsd: row.cost_usd, tokens: row.tokens, seconds: row.seconds },
    budget: { maxCostUsd: row.max_cost_usd, maxTokens: row.max_tokens, maxTimeSeconds: row.max_seconds },
    estimatedDurationSeconds: row.plan?.criticalPathDuration ?? null,
    ...toTimes(row),
    parentTaskId: row.parent_task_id,
    metadata: row.task_metadata,
    interrupt: row.interrupt,
  }
}

function toTimes({ created_at, updated_at, completed_at }: TaskRow) {
  return {
    createdAt: created_at.toISOString(),
    updatedAt: updated_at.toISOString(),
    completedAt: completed_at?.toISOString() ?? null,
    durationMs: completed_at ? completed_at.getTime() - created_at.getTime() : null,
  }
}

function toProgress(row: TaskRow): Task['progress'] {
  const { plan, current } = row
  const totalSteps = plan?.steps.length ?? 0
  const completedSteps = plan?.steps.filter((step) => isDone(step, row)).length ?? 0
  return { completedSteps, totalSteps, percentage: percentageOf(row.status, completedSteps, totalSteps), current }
}

function percentageOf(status: TaskStatus, completedSteps: number, totalSteps: number): number {
  if (status === 'completed') return 100
  return totalSteps === 0 ? 0 : Math.round((completedSteps / totalSteps) * 100)
}

/** A record from before the present plan counts only for a step that the plan has kept as it was. */
function isDone(step: PlanStep, { steps, current, plan_round }: TaskRow): boolean {
  if (current.some(({ stepId }) => stepId === step.stepId)) return false
  const record = steps.find(({ stepId }) => stepId === step.stepId)
  if (record?.status !== 'ok') return false
  return record.round >= (plan_round ?? 0) || (record.action === step.action && record.armId === step.armId)
}
