import { z } from 'zod'

/** What the registry, the router and the planner know of an arm. */
export const ArmDescription = z.object({
  armId: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,49}$/, 'lower-case letters, digits, "_" and "-", at most 50, starting with a letter'),
  name: z.string(),
  version: z.string(),
  description: z.string().describe('One sentence the planner reads when choosing an arm'),
  capabilities: z.array(z.string().min(1)).min(1),
  /** JSON Schemas of what goes in and what comes out. */
  inputSchema: z.record(z.string(), z.unknown()),
  outputSchema: z.record(z.string(), z.unknown()),
  costTier: z.number().int().min(1).max(5),
  averageLatencyMs: z.number().nullable().default(null),
  maxConcurrent: z.number().int().min(1),
  /** It changes something outside that cannot be taken back: an interrupted step is not silently repeated. */
  sideEffects: z.boolean(),
  /** A step of it waits for a person when the task says `approval: "risky"`. */
  actsOnWorld: z.boolean(),
  /** Somebody else's, such as a tool of an MCP server: what it says of itself is not to be believed. */
  untrusted: z.boolean().default(false),
})
export type ArmDescription = z.infer<typeof ArmDescription>

export const ArmHealth = z.enum(['healthy', 'degraded', 'unavailable'])
export type ArmHealth = z.infer<typeof ArmHealth>

/** An arm as `GET /arms` shows it. `averageLatencyMs` is what this server measured. */
export const ArmEntry = ArmDescription.extend({
  /** Part of the program, named by the configuration, or registered over HTTP. */
  source: z.enum(['built_in', 'configured', 'registered']),
  /** Null for an arm in the process. */
  url: z.string().nullable(),
  health: ArmHealth,
  /** When it was last asked; null for an arm in the process, and for one that has not been asked yet. */
  checkedAt: z.string().nullable(),
})
export type ArmEntry = z.infer<typeof ArmEntry>
