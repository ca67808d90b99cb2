import { z } from 'zod'

/** What a model is asked for, in its own words: fields are named as on the wire. */
export const PlanDraft = z.object({
  plan: z
    .array(
      z.object({
        step_id: z.number().int(),
        action: z.string().describe('An instruction of 10 to 500 characters that names its output'),
        arm_id: z.string(),
        required_capabilities: z.array(z.string()),
        dependencies: z.array(z.number().int()).describe('Ids of earlier steps whose output this step needs'),
        inputs: z.record(z.string(), z.unknown()),
        acceptance_criteria: z.array(z.string()).describe('1 to 5, measurable'),
        estimated_duration: z.number().describe('Seconds'),
        estimated_cost: z.number().describe('US dollars'),
        rationale: z.string(),
      }),
    )
    .describe('In order of execution'),
  rationale: z.string(),
  confidence_score: z.number().describe('0 to 1'),
  alternative_approaches: z.array(z.string()),
  risks: z.array(z.string()),
})

/** A step as a model gave it, read as far as it can be read: names made ours, values not yet checked. */
export interface DraftStep {
  /** Where it stood in the answer, from 1: what violations call it. */
  readonly position: number
  /** The id the model gave it, as text; other steps refer to it by this. */
  readonly ref: string
  readonly action: string
  readonly armId: string
  readonly requiredCapabilities: readonly string[]
  /** Refs of other steps. */
  readonly dependencies: readonly string[]
  readonly inputs: Readonly<Record<string, unknown>>
  readonly acceptanceCriteria: readonly string[]
  /** Seconds, or null when the model gave none that can be read. */
  readonly estimatedDuration: number | null
  /** US dollars. */
  readonly estimatedCost: number | null
  readonly rationale: string
}

/** A whole answer, read. `violations` says what could not be. */
export interface Draft {
  readonly steps: readonly DraftStep[]
  readonly rationale: string
  readonly confidence: number
  readonly alternativeApproaches: readonly string[]
  readonly risks: readonly string[]
  readonly violations: readonly string[]
}
