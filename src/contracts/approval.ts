import { z } from 'zod'
import { Plan, PlanStep } from './plan.ts'

/** What a waiting task asks of a person: the payload of the LangGraph interrupt. */
export const ApprovalRequest = z.object({
  kind: z.enum(['plan', 'step']),
  taskId: z.string(),
  question: z.string(),
  reason: z.string().describe('Why it is asked'),
  plan: Plan,
  /** The step that waits, for kind "step". */
  step: PlanStep.optional(),
})
export type ApprovalRequest = z.infer<typeof ApprovalRequest>

/**
 * The answer. `edit` carries the steps of the plan as they shall be run; it is checked like a plan of the planner.
 * `answer` is free text that the arms are told as an instruction of the user.
 */
export const ApprovalAnswer = z.object({
  decision: z.enum(['approve', 'edit', 'reject']),
  plan: z.array(PlanStep).min(1).max(15).optional(),
  reason: z.string().max(2_000).optional(),
  answer: z.string().max(10_000).optional(),
})
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>
