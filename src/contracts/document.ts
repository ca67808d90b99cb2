import { z } from 'zod'

/** Path or URL of a document: what citations name. */
export const DocumentSource = z
  .string()
  .min(1)
  .max(1_000)
  .refine((source) => !/\p{Cc}/u.test(source) && source.trim() === source && !source.endsWith('/'), {
    message: 'a source is a path or URL without spaces around it, control characters, or "/" at its end',
  })

const MAX_NAMES = 50

export const DocumentMetadata = z
  .record(
    z.string().min(1).max(100),
    z.union([z.string().max(1_000), z.number(), z.boolean(), z.array(z.string().max(200)).max(50).readonly()]),
  )
  .refine((metadata) => Object.keys(metadata).length <= MAX_NAMES, { message: `at most ${MAX_NAMES} names` })

/** A document to be indexed: its text, or its bytes as base64. */
export const DocumentUpload = z
  .strictObject({
    source: DocumentSource,
    text: z.string().optional(),
    contentBase64: z.base64().optional(),
    mediaType: z.string().max(200).optional().describe('As in Content-Type; the ending of the source without it'),
    metadata: DocumentMetadata.optional(),
  })
  .refine(({ text, contentBase64 }) => (text === undefined) !== (contentBase64 === undefined), {
    message: 'give either text or content_base64',
  })
export type DocumentUpload = z.infer<typeof DocumentUpload>

/** What came of one document. */
export const DocumentOutcome = z.object({
  source: z.string(),
  status: z.enum(['indexed', 'unchanged', 'skipped']),
  passages: z.number().int(),
  reason: z.string().optional(),
  notes: z.array(z.string()).readonly(),
})

export const DocumentRecord = z.object({
  source: z.string(),
  mediaType: z.string(),
  title: z.string().nullable(),
  sizeBytes: z.number(),
  passages: z.number().int(),
  metadata: DocumentMetadata,
  indexedAt: z.string(),
})
