import { z } from 'zod'
import { ApprovalRequest } from './approval.ts'
import { FaultRecord } from './fault.ts'
import { Plan } from './plan.ts'
import { Artifact, Citation, StepRecord } from './step.ts'
import { Budget, Usage } from './usage.ts'
import { Verdict } from './verdict.ts'

export const Priority = z.enum(['low', 'medium', 'high', 'critical'])
export type Priority = z.infer<typeof Priority>

/** When a person is asked before anything runs: never, for steps that act on the world, or for every plan. */
const ApprovalPolicy = z.enum(['never', 'risky', 'always'])

const MAX_CONTEXT_BYTES = 50_000

const withinContextLimit = (context: unknown) => Buffer.byteLength(JSON.stringify(context)) <= MAX_CONTEXT_BYTES
const contextTooLarge = `context may have at most ${MAX_CONTEXT_BYTES} bytes as JSON; index larger material and let the retriever find it`

const BudgetRequest = z
  .object({
    maxCostUsd: Budget.shape.maxCostUsd.unwrap().optional(),
    maxTimeSeconds: Budget.shape.maxTimeSeconds.unwrap().optional(),
    maxTokens: Budget.shape.maxTokens.unwrap().optional(),
  })
  .describe('Hard limits; what is left out has its default: 1 USD, 600 s, 10,000 tokens')

/** What a user submits. Only `goal` is needed. */
export const TaskRequest = z.object({
  goal: z
    .string()
    .min(1)
    .max(10_000)
    .refine((goal) => goal.trim() !== '', 'goal must not be blank')
    .describe('What is to be achieved'),
  constraints: z
    .union([z.array(z.string().max(1_000)).max(20), z.record(z.string(), z.unknown())])
    .optional()
    .describe('Rules to keep: a list of sentences, or an object such as {"max_time_seconds": 60}'),
  context: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .refine(withinContextLimit, contextTooLarge)
    .optional()
    .describe('What the work is about: an object, or a text'),
  acceptanceCriteria: z.array(z.string().min(1).max(1_000)).max(10).optional().describe('What must hold of the result'),
  priority: Priority.optional(),
  budget: BudgetRequest.optional(),
  deadlineSeconds: z.number().int().min(10).max(3600).optional(),
  requiredCapabilities: z.array(z.string()).max(10).optional(),
  parentTaskId: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional().describe("The caller's own; kept and given back, never read"),
  webhook: z.object({ url: z.url(), secret: z.string().optional(), events: z.array(z.string()).optional() }).optional(),
  approval: ApprovalPolicy.optional().describe('When a person is asked before anything runs'),
})
export type TaskRequest = z.infer<typeof TaskRequest>

/** The validated, defaulted form of a task that travels through the graph. */
export const TaskContract = z.object({
  goal: z.string(),
  constraints: z.array(z.string()),
  context: z.record(z.string(), z.unknown()),
  acceptanceCriteria: z.array(z.string()),
  priority: Priority,
  budget: Budget,
  deadlineSeconds: z.number().nullable(),
  requiredCapabilities: z.array(z.string()),
  parentTaskId: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  approval: ApprovalPolicy,
})
export type TaskContract = z.infer<typeof TaskContract>

export const TaskStatus = z.enum(['pending', 'processing', 'completed', 'failed', 'cancelled'])
export type TaskStatus = z.infer<typeof TaskStatus>

export const TaskPhase = z.enum([
  'accepted',
  'reflex',
  'planning',
  'awaiting_approval',
  'executing',
  'judging',
  'integrating',
  'done',
])
export type TaskPhase = z.infer<typeof TaskPhase>

/** What a task came to. `outputs` is by step id. */
export const TaskResult = z.object({
  answer: z.string(),
  outputs: z.record(z.string(), z.record(z.string(), z.unknown())),
  artifacts: z.array(Artifact).default([]),
  citations: z.array(Citation).default([]),
  confidence: z.number().min(0).max(1),
})
export type TaskResult = z.infer<typeof TaskResult>

/** How a run of the graph ended. A failed task keeps what was finished: `result` is then partial. */
export const TaskOutcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('completed'), result: TaskResult, verdict: Verdict.nullable() }),
  z.object({ status: z.literal('failed'), fault: FaultRecord, result: TaskResult.nullable() }),
])
export type TaskOutcome = z.infer<typeof TaskOutcome>

const TaskProgress = z.object({
  completedSteps: z.number().int(),
  totalSteps: z.number().int(),
  percentage: z.number(),
  current: z.array(z.object({ stepId: z.number().int(), armId: z.string(), action: z.string() })),
})

/** A task as it is read back. */
export const Task = z.object({
  taskId: z.uuid(),
  status: TaskStatus,
  phase: TaskPhase,
  goal: z.string(),
  priority: Priority,
  progress: TaskProgress,
  plan: Plan.nullable(),
  steps: z.array(StepRecord),
  result: TaskResult.nullable(),
  error: FaultRecord.nullable(),
  confidence: z.number().nullable(),
  usage: Usage,
  budget: Budget,
  estimatedDurationSeconds: z.number().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  completedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  parentTaskId: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
  /** What the task asks of a person, while it waits; answered by `POST /tasks/{id}/resume`. */
  interrupt: z.object({ id: z.string(), request: ApprovalRequest }).nullable(),
})
export type Task = z.infer<typeof Task>
