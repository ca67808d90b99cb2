import type { TaskEventBody } from '../contracts/event.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { StepStart } from './ledger.ts'

/** What is told of a start: where the step was sent and why, when that is new, and that it started. */
export function startedEvents({ idempotencyKey: _, routing, after, ...step }: StepStart): TaskEventBody[] {
  const { round, stepId } = step
  return [
    ...(routing ? [{ type: 'step.routed' as const, round, stepId, ...routing }] : []),
    { type: 'step.started', ...step, ...(after ? { after } : {}) },
  ]
}

export function finishedEvent({ round, stepId, armId, status, confidence, usage, fault }: StepRecord): TaskEventBody {
  return { type: 'step.finished', round, stepId, armId, status, confidence, usage, ...(fault ? { fault } : {}) }
}
