import { z } from 'zod'
import { Plan, PlanStep } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import { Task, TaskPhase, TaskStatus } from '../contracts/task.ts'

const LiveStep = PlanStep.extend({
  status: z.enum(['pending', 'running', 'ok', 'error', 'skipped']),
  confidence: z.number().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
})
type LiveStep = z.infer<typeof LiveStep>

/** The plan of a task with how far each step is; `plan` is null as long as there is none. */
export const LivePlan = z.object({
  taskId: z.string(),
  status: TaskStatus,
  phase: TaskPhase,
  progress: Task.shape.progress,
  plan: Plan.extend({ steps: z.array(LiveStep).meta({ wire: 'plan' }) }).nullable(),
})
export type LivePlan = z.infer<typeof LivePlan>

export function toLivePlan(task: Task): LivePlan {
  const { taskId, status, phase, progress, plan } = task
  return {
    taskId,
    status,
    phase,
    progress,
    plan: plan && { ...plan, steps: plan.steps.map((step) => live(step, task)) },
  }
}

function live(step: PlanStep, { steps, progress }: Task): LiveStep {
  // A record of an earlier plan counts for a step that the present plan has kept as it was.
  const isOfStep = ({ stepId, armId, action }: StepRecord) =>
    stepId === step.stepId && armId === step.armId && action === step.action
  const isRunning = progress.current.some(({ stepId }) => stepId === step.stepId)
  const record = isRunning ? undefined : steps.find(isOfStep)
  return {
    ...step,
    status: isRunning ? 'running' : (record?.status ?? 'pending'),
    confidence: record?.confidence ?? null,
    startedAt: record?.startedAt ?? null,
    finishedAt: record?.finishedAt ?? null,
  }
}
