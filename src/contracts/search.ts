import { z } from 'zod'
import { DocumentMetadata } from './document.ts'
import { Citation } from './step.ts'

const Scalar = z.union([z.string().max(1_000), z.number(), z.boolean()])
const Bound = z.union([z.string().max(1_000), z.number()]).optional()

const Condition = z.union([
  Scalar.transform((value) => [value]),
  z.array(Scalar).min(1).max(100),
  z.strictObject({ gt: Bound, gte: Bound, lt: Bound, lte: Bound }),
])

/** Which documents to look into. */
export const SearchFilters = z.strictObject({
  sources: z.array(z.string().min(1).max(1_000)).min(1).max(100).optional().describe('"folder/" means all below it'),
  metadata: z
    .record(z.string().min(1).max(100), Condition)
    .refine((conditions) => Object.keys(conditions).length <= 20, { message: 'at most 20 names' })
    .optional()
    .describe('By name: a value, a list of values of which one must fit, or a range {gt, gte, lt, lte}'),
})

export const SearchMethod = z.enum(['keyword', 'vector', 'hybrid'])

export const SearchRequest = z.object({
  query: z.string().trim().min(1).max(500),
  method: SearchMethod.default('hybrid'),
  limit: z.number().int().min(1).max(100).default(10),
  filters: SearchFilters.default({}),
  minRelevanceScore: z.number().min(0).max(1).optional().describe('Default 0.45, see docs/retriever.md'),
  includeCitations: z.boolean().default(true).describe('Whether to answer from the results, with citations'),
  synthesize: z.boolean().default(false).describe('Whether the model words the answer'),
})
export type SearchRequest = z.output<typeof SearchRequest>

const SearchResult = z.object({
  rank: z.number().int().describe('From 1; the n of [n] in the answer'),
  content: z.string(),
  source: z.string(),
  startLine: z.number().int(),
  endLine: z.number().int(),
  place: z.string().optional(),
  relevanceScore: z.number(),
  metadata: DocumentMetadata,
})

/** What was found; no results is the honest "nothing found". */
export const SearchAnswer = z.object({
  query: z.string(),
  methodUsed: SearchMethod.describe('"keyword" where vectors cannot be had'),
  totalResults: z.number().int(),
  results: z.array(SearchResult),
  withheld: z.number().int().describe('Passages left out because they carry an attack on a model'),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable().describe('The model that worded the answer; null: sentences of the passages'),
  citations: z.array(Citation),
})
export type SearchAnswer = z.infer<typeof SearchAnswer>
