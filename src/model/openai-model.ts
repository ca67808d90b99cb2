import { ChatOpenAI } from '@langchain/openai'
import { createModel, type ModelParts } from './create-chat-model.ts'
import type { Model } from './model.ts'

export interface OpenAiModelOptions extends Omit<ModelParts, 'chat' | 'name'> {
  /** E.g. "gpt-4o-mini". */
  readonly model: string
  /** May be left out with a `baseUrl`: local servers ask for none. */
  readonly apiKey?: string
  /** Any OpenAI-compatible server, ending in `/v1`. Default https://api.openai.com/v1. */
  readonly baseUrl?: string
}

/** A model behind OpenAI's API or one like it. Throws TypeError when there is neither key nor base URL. */
export function openAiModel({ model, apiKey, baseUrl, ...parts }: OpenAiModelOptions): Model {
  if (apiKey === undefined && baseUrl === undefined) {
    throw new TypeError(`The model "${model}" needs an API key (OPENAI_API_KEY) or the base URL of a local server.`)
  }
  return createModel({
    ...parts,
    name: model,
    chat: ({ maxTokens, temperature }) =>
      new ChatOpenAI({
        model,
        maxTokens,
        ...(isReasoning(model) ? {} : { temperature }),
        // Both are always given: what is missing, ChatOpenAI looks up in the environment, and would send OpenAI's key to
        // somebody else's server.
        apiKey: apiKey ?? 'none',
        configuration: { baseURL: baseUrl ?? 'https://api.openai.com/v1' },
        maxRetries: 0,
      }),
  })
}

// These refuse any temperature but their own.
function isReasoning(model: string): boolean {
  return /^o\d|^gpt-[5-9]/.test(model) && !model.includes('-chat')
}
