import { once } from 'node:events'
import type { Config } from '../config.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { createDocumentStore } from '../store/documents.ts'
import { createVectorIndex, type VectorIndex } from '../store/vector-index.ts'
import type { Logger } from '../telemetry/log.ts'
import { embeddingsFrom } from './embeddings-from.ts'
import { openIndex } from './open-index.ts'

interface Parts {
  readonly pool: Parameters<typeof createDocumentStore>[0]['pool']
  readonly reflex: Reflex
  readonly log: Logger
}

/** What the retriever searches, and what takes documents in. */
export function openDocuments(config: Config, parts: Parts, open: (() => Promise<unknown>)[]) {
  const vectors = openVectors(config, parts, open)
  const documents = createDocumentStore({ pool: parts.pool, vectors })
  return { documents, vectors, index: openIndex(documents, open) }
}

/** Search by meaning, when the configuration names a model for it. */
function openVectors(
  config: Config,
  { pool, reflex, log }: Parts,
  open: (() => Promise<unknown>)[],
): VectorIndex | undefined {
  const model = embeddingsFrom(config, reflex)
  if (!model) return undefined
  const vectors = createVectorIndex({ pool, model, log })
  open.push(vectors.close)
  return vectors
}

/** Makes the missing vectors, unless told to stop: then the next process does. */
export async function fillVectorsUntil(signal: AbortSignal, vectors: VectorIndex | undefined): Promise<void> {
  if (vectors && !signal.aborted) await Promise.race([vectors.fill(), once(signal, 'abort')])
}
