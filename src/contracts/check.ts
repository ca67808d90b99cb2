import { z } from 'zod'

const Stage = z.enum(['pii', 'secrets', 'content', 'policy'])

/** `POST /check`: text in. */
export const CheckRequest = z.object({
  text: z.string().min(1).max(50_000).describe('1–50,000 UTF-16 units'),
  checkTypes: z
    .array(z.enum(['pii', 'secrets', 'content', 'policy', 'all']))
    .min(1)
    .default(['all']),
  /** What the text is: where it ends up decides whether an attack in it would be carried out. */
  context: z.enum(['text', 'sql', 'html', 'url', 'path']).default('text'),
  redactPii: z
    .boolean()
    .default(true)
    .describe('false: personal data and secrets stay in sanitized_text, which is then unsafe'),
  blockOnHighRisk: z
    .boolean()
    .default(true)
    .describe('false: only a rule of severity error, or the policy, makes it unsafe'),
})
export type CheckRequest = z.infer<typeof CheckRequest>

export const RiskLevel = z.enum(['none', 'low', 'medium', 'high', 'critical'])
export type RiskLevel = z.infer<typeof RiskLevel>

/** `POST /check`: what was found, never the value itself. */
export const CheckResponse = z.object({
  requestId: z.string(),
  /** `sanitizedText` may be handed out. */
  safe: z.boolean(),
  riskLevel: RiskLevel.describe('Of the gravest finding that is still in sanitized_text'),
  issues: z.array(
    z.object({
      type: Stage,
      rule: z.string(),
      riskLevel: RiskLevel,
      message: z.string(),
      redacted: z.boolean(),
      position: z
        .object({ start: z.number().int(), end: z.number().int() })
        .nullable()
        .describe('UTF-16 offsets in the text as it was sent; null for findings of later stages'),
    }),
  ),
  sanitizedText: z.string(),
})
export type CheckResponse = z.infer<typeof CheckResponse>
