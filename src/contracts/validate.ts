import { z } from 'zod'
import { Verdict } from './verdict.ts'

export const JudgeLayer = z.enum(['schema', 'facts', 'criteria', 'hallucination', 'quality'])
export type JudgeLayer = z.infer<typeof JudgeLayer>

/** A text whose statements are taken to be true. */
export const TrustedSource = z.object({
  source: z.string().min(1).max(500).describe('What it is called in findings'),
  text: z.string().min(1).max(50_000),
})
export type TrustedSource = z.infer<typeof TrustedSource>

/** `POST /validate`: finished work in. */
export const ValidateRequest = z.object({
  output: z
    .custom<unknown>((value) => value !== undefined, 'is missing: give what is to be judged')
    .describe('Any JSON: a text, an object, a list'),
  goal: z.string().max(10_000).default('').describe('What the output was made for'),
  validationTypes: z.array(JudgeLayer).min(1).default(JudgeLayer.options).describe('Layers; all when left out'),
  acceptanceCriteria: z.array(z.string().min(1).max(1_000)).max(10).default([]),
  expectedSchema: z
    .union([z.record(z.string(), z.unknown()), z.boolean()])
    .optional()
    .describe('JSON Schema 2020-12'),
  trustedSources: z
    .array(z.union([TrustedSource, z.string().min(1).max(50_000)]))
    .max(20)
    .default([]),
})
export type ValidateRequest = z.infer<typeof ValidateRequest>

export const ValidateResponse = Verdict.extend({
  requestId: z.string(),
  reviewedBy: z.string().nullable().describe('The model that was asked; null when none was'),
})
export type ValidateResponse = z.infer<typeof ValidateResponse>
