import { z } from 'zod'
import { ApprovalRequest } from './approval.ts'
import { FaultCode, FaultRecord } from './fault.ts'
import { Plan, PlanSource } from './plan.ts'
import { RoutingDecision } from './routing.ts'
import { TaskPhase, TaskResult } from './task.ts'
import { Usage } from './usage.ts'
import { Verdict } from './verdict.ts'

const stepOf = { round: z.number().int(), stepId: z.number().int(), armId: z.string() }

/**
 * What happens to a task, in order: the source of streams, displays and audit. Payloads carry no output of a step, no
 * secret and no personal data; who wants the outputs reads the task.
 */
export const TaskEventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task.submitted'), goal: z.string(), priority: z.string() }),
  z.object({ type: z.literal('task.claimed'), workerId: z.string(), fence: z.number() }),
  /** Another worker took over from one that died. `keptSteps` were finished before and are not run again. */
  z.object({
    type: z.literal('task.recovered'),
    workerId: z.string(),
    fence: z.number(),
    keptSteps: z.array(z.number().int()),
  }),
  z.object({ type: z.literal('task.phase'), phase: TaskPhase }),
  z.object({
    type: z.literal('reflex.checked'),
    blocked: z.boolean(),
    reason: z.string().nullable(),
    riskScore: z.number(),
    pii: z.record(z.string(), z.number().int()).describe('How many of each kind were redacted'),
  }),
  z.object({ type: z.literal('plan.created'), round: z.number().int(), source: PlanSource, plan: Plan }),
  z.object({ type: z.literal('approval.requested'), interruptId: z.string(), request: ApprovalRequest }),
  z.object({
    type: z.literal('approval.answered'),
    decision: z.enum(['approve', 'edit', 'reject']),
    reason: z.string().nullable(),
  }),
  /** Which arm gets the step and why, once for each arm that it goes to; `armId` is that arm. */
  z.object({ type: z.literal('step.routed'), ...stepOf, ...RoutingDecision.omit({ armId: true }).shape }),
  z.object({
    type: z.literal('step.started'),
    ...stepOf,
    action: z.string(),
    attempt: z.number().int(),
    after: FaultCode.optional().describe('How the attempt before this one ended'),
  }),
  z.object({ type: z.literal('step.progress'), ...stepOf, message: z.string() }),
  /** No arm that could do the step is there now; `message` says why. */
  z.object({ type: z.literal('step.waiting'), ...stepOf, message: z.string(), retryInSeconds: z.number().int() }),
  z.object({
    type: z.literal('step.finished'),
    ...stepOf,
    status: z.enum(['ok', 'error', 'skipped']),
    confidence: z.number(),
    usage: Usage,
    fault: FaultRecord.optional(),
  }),
  z.object({ type: z.literal('judge.verdict'), round: z.number().int(), verdict: Verdict }),
  z.object({
    type: z.literal('repair.started'),
    round: z.number().int(),
    steps: z.array(z.number().int()),
    reason: z.string(),
  }),
  z.object({ type: z.literal('replan.started'), round: z.number().int(), reason: z.string() }),
  z.object({
    type: z.literal('task.completed'),
    result: TaskResult.pick({ answer: true, confidence: true }),
    usage: Usage,
  }),
  z.object({ type: z.literal('task.failed'), fault: FaultRecord, usage: Usage }),
  z.object({ type: z.literal('task.cancelled'), reason: z.string().nullable() }),
])
export type TaskEventBody = z.infer<typeof TaskEventBody>
export type TaskEventType = TaskEventBody['type']

/** An event as it is stored and streamed: `seq` counts from 1 within a task, without gaps. */
export type TaskEvent = { readonly taskId: string; readonly seq: number; readonly at: string } & TaskEventBody

/** The events after which nothing more comes. */
export const FINAL_EVENTS: ReadonlySet<TaskEventType> = new Set(['task.completed', 'task.failed', 'task.cancelled'])
