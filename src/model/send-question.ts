import type { BaseChatModel, BaseChatModelCallOptions } from '@langchain/core/language_models/chat_models'
import type { AIMessageChunk } from '@langchain/core/messages'
import { z } from 'zod'
import { Fault } from '../contracts/fault.ts'
import type { Message, Question } from './model.ts'
import { refusesResponseFormat } from './model-failure.ts'

/** "native": a `response_format` of type json_schema, as OpenAI has it. "prompt": the schema is written into the prompt. */
export type ResponseFormat = 'native' | 'prompt'

/** What LangChain fixes when a client is made. */
export interface ChatSettings {
  readonly maxTokens: number
  readonly temperature: number
}

interface Sent {
  readonly text: string
  readonly inputTokens: number
  readonly outputTokens: number
}

interface SenderParts {
  readonly chat: BaseChatModel | ((settings: ChatSettings) => BaseChatModel)
  readonly responseFormat?: ResponseFormat
}

/**
 * One try at a question: no retries, no prices. The answer is streamed and put together because LangChain's OpenAI
 * client throws on malformed JSON, losing text and usage, when it is asked for the whole answer at once. A server that
 * refuses `response_format` is asked again without it, and never again with it.
 */
export function createSender({ chat, responseFormat }: SenderParts): (question: Question) => Promise<Sent> {
  let known = responseFormat
  return async (question) => {
    const client = typeof chat === 'function' ? chat(settingsOf(question)) : chat
    const format = known ?? usualFormatOf(client)
    try {
      return await send(client, question, format)
    } catch (error) {
      if (format === 'prompt' || !refusesResponseFormat(error)) throw error
      known = 'prompt'
      return send(client, question, known)
    }
  }
}

function usualFormatOf(client: BaseChatModel): ResponseFormat {
  return client._llmType() === 'openai' ? 'native' : 'prompt'
}

export function settingsOf({ maxTokens = 2_000, temperature = 0.3 }: Question): ChatSettings {
  return { maxTokens, temperature }
}

/**
 * Tokens of a prompt, estimated before it is sent: a third of its characters, which is above what tokenizers make of
 * English, code and JSON (about a quarter) and near what they make of most other languages.
 */
export function estimateTokens({ messages, responseSchema }: Pick<Question, 'messages' | 'responseSchema'>): number {
  const schema = responseSchema ? JSON.stringify(toJsonSchema(responseSchema.schema)).length : 0
  return Math.ceil(messages.reduce((total, { content }) => total + content.length, schema) / 3)
}

async function send(client: BaseChatModel, question: Question, format: ResponseFormat): Promise<Sent> {
  const timeoutMs = question.timeoutMs ?? 30_000
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = question.signal ? AbortSignal.any([question.signal, timeout]) : timeout
  const options: BaseChatModelCallOptions & { response_format?: unknown } = { signal }
  if (format === 'native' && question.responseSchema)
    options.response_format = toResponseFormat(question.responseSchema)
  const messages = format === 'prompt' ? withSchemaInPrompt(question) : question.messages
  try {
    const whole = await gather(client, messages, options)
    // A stream that was cut off by the signal ends quietly in LangChain: half an answer must not pass for one.
    signal.throwIfAborted()
    return toSent(whole, question)
  } catch (error) {
    question.signal?.throwIfAborted()
    throw timeout.aborted ? timedOut(timeoutMs, error) : error
  }
}

function timedOut(timeoutMs: number, cause: unknown): Fault {
  return new Fault('MODEL_UNAVAILABLE', `The model did not answer within ${timeoutMs} ms.`, { cause })
}

async function gather(
  client: BaseChatModel,
  messages: readonly Message[],
  options: BaseChatModelCallOptions,
): Promise<AIMessageChunk | null> {
  const stream = await client.stream(
    messages.map(({ role, content }) => ({ role, content })),
    options,
  )
  let whole: AIMessageChunk | null = null
  for await (const chunk of stream) whole = whole ? whole.concat(chunk) : chunk
  return whole
}

/** What a server says it used; where it says nothing, the estimate, so that a budget is never free of charge. */
function toSent(whole: AIMessageChunk | null, question: Question): Sent {
  const text = whole?.text ?? ''
  const usage = ReportedUsage.safeParse(whole?.usage_metadata).data
  return {
    text,
    inputTokens: usage?.input_tokens ?? estimateTokens(question),
    outputTokens: usage?.output_tokens ?? Math.ceil(text.length / 3),
  }
}

const ReportedUsage = z.object({ input_tokens: z.number().min(0), output_tokens: z.number().min(0) })

type ResponseSchema = NonNullable<Question['responseSchema']>

// Not strict: strict mode forbids free-form objects, which the inputs of steps are.
function toResponseFormat({ name, schema }: ResponseSchema): unknown {
  return { type: 'json_schema', json_schema: { name, strict: false, schema: toJsonSchema(schema) } }
}

function withSchemaInPrompt({ messages, responseSchema }: Question): readonly Message[] {
  if (!responseSchema) return messages
  const schema = JSON.stringify(toJsonSchema(responseSchema.schema))
  const content = `Answer with one JSON object and nothing else. It follows the JSON Schema "${responseSchema.name}": ${schema}`
  return [...messages, { role: 'user', content }]
}

function toJsonSchema(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}
