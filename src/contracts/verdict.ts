import { z } from 'zod'

export const JudgeIssue = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  type: z.enum(['schema', 'fact', 'criteria', 'hallucination', 'quality', 'execution']),
  message: z.string(),
  suggestion: z.string().default(''),
  /** The step that has to be done again, where it is known. */
  stepId: z.number().int().optional(),
})
export type JudgeIssue = z.infer<typeof JudgeIssue>

/** The judge's word on a result. `valid` is true when there is no issue of severity error and no failed criterion. */
export const Verdict = z.object({
  valid: z.boolean(),
  confidence: z.number().min(0).max(1),
  issues: z.array(JudgeIssue),
  passedCriteria: z.array(z.string()),
  failedCriteria: z.array(z.string()),
  qualityScore: z.number().min(0).max(1),
})
export type Verdict = z.infer<typeof Verdict>
