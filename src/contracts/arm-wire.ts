import { z } from 'zod'
import { ArmHealth } from './arm.ts'
import { Citation } from './step.ts'
import { Budget } from './usage.ts'
import { JudgeIssue } from './verdict.ts'

/**
 * What a remote arm and the server say to each other over HTTP; the names on the wire are `snake_case` (`toWire`).
 *
 *   POST /execute        ExecuteRequest → 200 ArmOutcome, or application/problem+json with `code`, `retryable`, `errors`
 *   GET  /capabilities   → ArmDescription
 *   GET  /health         → ArmHealthReport
 *   GET  /status/{key}   → EffectReport; only of an arm with side effects that can tell
 *   GET  /metrics        Prometheus text, when the arm has any
 *
 * Every call carries `X-Arm-ID` (once the arm is known), `X-Request-ID` and `traceparent`; `/execute` and `/status` also
 * `Authorization: Bearer <capability token>`, whose claims `arms/remote/capability-token.ts` describes.
 */
export const ExecuteRequest = z.object({
  taskId: z.string(),
  stepId: z.number().int().min(1),
  action: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  context: z.object({
    goal: z.string(),
    constraints: z.array(z.string()),
    /** The task's own context. */
    task: z.record(z.string(), z.unknown()),
    acceptanceCriteria: z.array(z.string()),
    dependencies: z.array(
      z.object({
        stepId: z.number().int(),
        armId: z.string(),
        action: z.string(),
        output: z.record(z.string(), z.unknown()),
        citations: z.array(Citation).default([]),
      }),
    ),
    feedback: z.array(JudgeIssue).default([]),
    previous: z.record(z.string(), z.unknown()).nullable().default(null),
    /** 1 for the first try. */
    attempt: z.number().int().min(1).default(1),
  }),
  /** What is left of the task's budget. */
  budget: Budget,
  /** How long the caller waits for the answer. */
  timeoutSeconds: z.number().positive(),
  /** The same on every retry of this step. */
  idempotencyKey: z.string(),
})
export type ExecuteRequest = z.infer<typeof ExecuteRequest>

export const ArmHealthReport = z.object({
  status: ArmHealth,
  activeTasks: z.number().int().min(0).optional(),
  maxConcurrent: z.number().int().min(1).optional(),
})
export type ArmHealthReport = z.infer<typeof ArmHealthReport>

/** Whether the effect of an idempotency key happened. */
export const EffectReport = z.object({ status: z.enum(['done', 'not_done', 'unknown']) })
export type EffectReport = z.infer<typeof EffectReport>
