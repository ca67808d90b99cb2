import type { Config } from '../config.ts'
import { type EmbeddingModel, openAiEmbeddings, withRedaction } from '../model/embeddings.ts'
import type { Reflex } from '../reflex/reflex.ts'

/** The embedding model that the configuration names, or null. It never sees personal data or secrets. */
export function embeddingsFrom(
  { embeddingsModel, model }: Pick<Config, 'embeddingsModel' | 'model'>,
  reflex: Reflex,
): EmbeddingModel | null {
  if (embeddingsModel === null) return null
  const embeddings = openAiEmbeddings({
    model: embeddingsModel,
    ...(model?.apiKey ? { apiKey: model.apiKey } : {}),
    ...(model?.baseUrl ? { baseUrl: model.baseUrl } : {}),
  })
  return withRedaction(embeddings, (text) => reflex.scan(text, { role: 'document' }).sanitizedText)
}
