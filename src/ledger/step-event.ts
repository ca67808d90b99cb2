import type { TaskEventBody } from '../contracts/event.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { StepStart } from './ledger.ts'

export function startedEvent({ idempotencyKey: _, ...step }: StepStart): TaskEventBody {
  return { type: 'step.started', ...step }
}

export function finishedEvent({ round, stepId, armId, status, confidence, usage, fault }: StepRecord): TaskEventBody {
  return { type: 'step.finished', round, stepId, armId, status, confidence, usage, ...(fault ? { fault } : {}) }
}
