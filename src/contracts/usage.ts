import { z } from 'zod'

/** What something has cost: US dollars, model tokens (input + output), wall-clock seconds. */
export const Usage = z.object({
  costUsd: z.number().min(0).default(0),
  tokens: z.number().int().min(0).default(0),
  seconds: z.number().min(0).default(0),
})
export type Usage = z.infer<typeof Usage>

export const NO_USAGE: Usage = { costUsd: 0, tokens: 0, seconds: 0 }

export function addUsage(left: Usage, right: Usage): Usage {
  return {
    costUsd: left.costUsd + right.costUsd,
    tokens: left.tokens + right.tokens,
    seconds: left.seconds + right.seconds,
  }
}

/** The hard limits of a task. Whole, in part or absent: what is missing has its default. */
export const Budget = z.object({
  maxCostUsd: z.number().min(0).max(100).default(1).describe('US dollars'),
  maxTimeSeconds: z
    .number()
    .min(1)
    .max(3600)
    .default(600)
    .describe('Seconds of work, waiting for a person not counted'),
  maxTokens: z.number().int().min(1).max(100_000).default(10_000).describe('Model tokens, input and output'),
})
export type Budget = z.infer<typeof Budget>
