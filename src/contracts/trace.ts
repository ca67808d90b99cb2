import { z } from 'zod'
import { FaultCode, FaultRecord } from './fault.ts'
import { RoutingDecision } from './routing.ts'
import { TaskStatus } from './task.ts'
import { Usage } from './usage.ts'

const TracedAttempt = z.object({
  /** Counts from 1, over all arms that tried; anew when another worker took over. */
  attempt: z.number().int(),
  armId: z.string(),
  armVersion: z.string(),
  status: z.enum(['ok', 'error', 'running', 'interrupted']),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  faultCode: FaultCode.nullable(),
  /** Why the step went to this arm, with its first attempt there; null with the others. */
  routing: RoutingDecision.nullable(),
})
export type TracedAttempt = z.infer<typeof TracedAttempt>

const TracedStep = z.object({
  round: z.number().int(),
  stepId: z.number().int(),
  action: z.string(),
  namedArmId: z.string().describe('The arm the plan names'),
  /** The arm that did it, or has it in hand; null for a step that never started. */
  armId: z.string().nullable(),
  armVersion: z.string().nullable(),
  model: z.string().nullable(),
  status: z.enum(['running', 'interrupted', 'ok', 'error', 'skipped']),
  confidence: z.number().nullable(),
  usage: Usage.nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  fault: FaultRecord.nullable(),
  /** SHA-256, in hexadecimal, of the idempotency key that the arm was given. */
  idempotencyKeyDigest: z.string().nullable(),
  attempts: z.array(TracedAttempt),
})
export type TracedStep = z.infer<typeof TracedStep>

/** Who did what of a task, why they, and how it went: every round of every step, in the order of the plan. */
export const TaskTrace = z.object({ taskId: z.string(), status: TaskStatus, steps: z.array(TracedStep) })
export type TaskTrace = z.infer<typeof TaskTrace>
