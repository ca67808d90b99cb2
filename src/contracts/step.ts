import { z } from 'zod'
import { FaultRecord } from './fault.ts'
import { Knowledge } from './memory.ts'
import { Usage } from './usage.ts'

/**
 * Where a statement comes from: a document and the exact lines in it (1-based, inclusive; in a PDF those of the page that
 * `place` names).
 */
export const Citation = z.object({
  marker: z.number().int().describe('The n of [n] in the text'),
  source: z.string().describe('Path or URL of the document'),
  startLine: z.number().int(),
  endLine: z.number().int(),
  place: z.string().optional().describe('The place in words, where lines are not all there is: "page 3", "row 12"'),
  quote: z.string(),
})
export type Citation = z.infer<typeof Citation>

/** A named piece of work that outlives its step: a file, a table, a report. */
export const Artifact = z.object({ name: z.string(), mediaType: z.string(), content: z.string() })
export type Artifact = z.infer<typeof Artifact>

/** Who did it, with what. */
const Provenance = z.object({
  armId: z.string(),
  armVersion: z.string(),
  model: z.string().nullable().default(null),
  attempts: z.number().int().min(1).default(1),
})

/**
 * What an arm gives back. `confidence` is 0–1 and rests on evidence (a test that ran, a score that was measured), not on
 * a model's word for itself.
 */
export const ArmOutcome = z.object({
  output: z.record(z.string(), z.unknown()),
  confidence: z.number().min(0).max(1),
  usage: Usage.prefault({}),
  artifacts: z.array(Artifact).default([]),
  citations: z.array(Citation).default([]),
  model: z.string().nullable().default(null),
  knowledge: Knowledge.optional().describe('What the arm found out about the world'),
})
export type ArmOutcome = z.infer<typeof ArmOutcome>
/** What an arm may leave out of its outcome. */
export type ArmOutcomeInput = z.input<typeof ArmOutcome>

/**
 * A step as the journal keeps it. `round` counts plans and repairs: 0 is the first run of the plan; a repair or a new
 * plan is the next round. `skipped` means a dependency did not succeed, or a judge it depends on refused the work.
 */
export const StepRecord = z.object({
  round: z.number().int().min(0),
  stepId: z.number().int().min(1),
  armId: z.string(),
  action: z.string(),
  status: z.enum(['ok', 'error', 'skipped']),
  output: z.record(z.string(), z.unknown()).default({}),
  confidence: z.number().min(0).max(1).default(0),
  fault: FaultRecord.optional(),
  usage: Usage.prefault({}),
  artifacts: z.array(Artifact).default([]),
  citations: z.array(Citation).default([]),
  provenance: Provenance,
  startedAt: z.string(),
  finishedAt: z.string(),
})
export type StepRecord = z.infer<typeof StepRecord>
