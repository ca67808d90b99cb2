import { EMPTY_VIEW, type TaskView, withEvent } from '../../src/cli/task-view.ts'
import type { TaskEvent, TaskEventBody } from '../../src/contracts/event.ts'
import { planOf, planStep } from './plans.ts'

const used = (tokens: number) => ({ costUsd: tokens / 1_000_000, tokens, seconds: 1.25 })

export const started = (stepId: number, attempt = 1): TaskEventBody => ({
  type: 'step.started',
  round: 0,
  stepId,
  armId: 'worker',
  action: 'work',
  attempt,
})

export const finished = (stepId: number, status: 'ok' | 'error' = 'ok'): TaskEventBody => ({
  type: 'step.finished',
  round: 0,
  stepId,
  armId: 'worker',
  status,
  confidence: 1,
  usage: used(100),
  ...(status === 'error' && { fault: { code: 'ARM_FAILED', message: 'The tests failed.', retryable: false } }),
})

export const planned: TaskEventBody = {
  type: 'plan.created',
  round: 0,
  source: 'llm',
  plan: planOf([1, 2, 3].map((stepId) => planStep({ stepId, dependencies: stepId === 1 ? [] : [stepId - 1] }))),
}

/** Approval, a death, a repair, and the end: a task to which everything happens. */
export const STORY: readonly TaskEventBody[] = [
  { type: 'task.submitted', goal: 'compute', priority: 'medium' },
  { type: 'reflex.checked', blocked: false, reason: null, riskScore: 0, pii: { email: 2 } },
  { type: 'task.claimed', workerId: 'w1', fence: 1 },
  { type: 'task.phase', phase: 'planning' },
  planned,
  { type: 'approval.answered', decision: 'approve', reason: null },
  { type: 'task.phase', phase: 'executing' },
  started(1),
  finished(1),
  started(2),
  { type: 'task.recovered', workerId: 'w2', fence: 2, keptSteps: [1] },
  started(2, 2),
  finished(2, 'error'),
  { type: 'repair.started', round: 1, steps: [2], reason: 'the tests failed' },
  started(2),
  finished(2),
  started(3),
  finished(3),
  { type: 'task.completed', result: { answer: '42', confidence: 0.9 }, usage: used(400) },
]

export function toEvents(bodies: readonly TaskEventBody[]): TaskEvent[] {
  return bodies.map((body, index) => ({ taskId: 'task', seq: index + 1, at: '2026-01-01T00:00:00.000Z', ...body }))
}

/** What a watcher knows after these events. */
export function viewOf(bodies: readonly TaskEventBody[]): TaskView {
  return toEvents(bodies).reduce(withEvent, EMPTY_VIEW)
}
