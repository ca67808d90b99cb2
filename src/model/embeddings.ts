import { OpenAIEmbeddings } from '@langchain/openai'

/** Makes vectors of texts, so that near meanings are near each other. Any LangChain `Embeddings` is one once it has a name. */
export interface EmbeddingModel {
  /** Vectors of another name are made anew. */
  readonly name: string
  embedDocuments(texts: string[]): Promise<number[][]>
  embedQuery(text: string): Promise<number[]>
}

interface OpenAiEmbeddingsOptions {
  /** E.g. "text-embedding-3-small". */
  readonly model: string
  /** May be left out with a `baseUrl`: local servers ask for none. */
  readonly apiKey?: string
  /** Any OpenAI-compatible server, ending in `/v1`. Default https://api.openai.com/v1. */
  readonly baseUrl?: string
}

const TIMEOUT_MS = 30_000
const RETRIES = 2

/** An embedding model behind OpenAI's API or one like it. Throws TypeError when there is neither key nor base URL. */
export function openAiEmbeddings({ model, apiKey, baseUrl }: OpenAiEmbeddingsOptions): EmbeddingModel {
  if (apiKey === undefined && baseUrl === undefined) {
    throw new TypeError(`The embedding model "${model}" needs an API key (OPENAI_API_KEY) or the base URL of a server.`)
  }
  const embeddings = new OpenAIEmbeddings({
    model,
    // Both are always given: what is missing is looked up in the environment, and OpenAI's key would go to another's server.
    apiKey: apiKey ?? 'none',
    configuration: { baseURL: baseUrl ?? 'https://api.openai.com/v1' },
    encodingFormat: 'float',
    timeout: TIMEOUT_MS,
    maxRetries: RETRIES,
  })
  return {
    name: model,
    embedDocuments: (texts) => embeddings.embedDocuments(texts),
    embedQuery: (text) => embeddings.embedQuery(text),
  }
}

/** The same model, shown only what `redact` leaves of a text. */
export function withRedaction(model: EmbeddingModel, redact: (text: string) => string): EmbeddingModel {
  return {
    name: model.name,
    embedDocuments: (texts) => model.embedDocuments(texts.map(redact)),
    embedQuery: (text) => model.embedQuery(redact(text)),
  }
}
