import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { DelegateBackoff, handleWhen, retry } from 'cockatiel'
import { count, gauge, observe } from '../telemetry/metrics.ts'
import { type BreakerOptions, createBreaker } from './breaker.ts'
import type { Answer, Model, Question, Spend } from './model.ts'
import { leftAlone, readFailure, toModelFault } from './model-failure.ts'
import { type Price, type PriceTable, priceOf } from './prices.ts'
import { type ChatSettings, createSender, estimateTokens, type ResponseFormat, settingsOf } from './send-question.ts'

interface RetryOptions {
  /** Repeats after the first try. Default 3. */
  readonly attempts?: number
  /** The first pause; doubled each time, with jitter. Default 500. */
  readonly initialDelayMs?: number
  /** Default 8,000. */
  readonly maxDelayMs?: number
  /** A longer Retry-After is not waited for: the fault carries it. Default 30,000. */
  readonly maxRetryAfterMs?: number
}

export interface ModelParts {
  /**
   * Any LangChain chat model, or a way to make one: LangChain fixes temperature and token limit when a client is made,
   * so only a function can follow the question in them. Its own retries should be off (`maxRetries: 0`).
   */
  readonly chat: BaseChatModel | ((settings: ChatSettings) => BaseChatModel)
  /** The model's name for prices, metrics and caches. Default: what the chat model calls its model. */
  readonly name?: string
  /** Merged over the list prices. */
  readonly prices?: PriceTable
  readonly retries?: RetryOptions
  readonly breaker?: BreakerOptions
  /** How JSON is asked for. Default: "native" for OpenAI clients, "prompt" for all others. */
  readonly responseFormat?: ResponseFormat
}

/** Puts retries, breaker, prices, metering and metrics around a LangChain chat model. */
export function createModel({ chat, prices, retries = {}, breaker: breakerOptions = {}, ...parts }: ModelParts): Model {
  const name = parts.name ?? nameOf(chat)
  const price = priceOf(name, prices)
  const send = createSender({ chat, ...(parts.responseFormat && { responseFormat: parts.responseFormat }) })
  const breaker = createBreaker(breakerOptions, (error) => readFailure(error).retryable)
  const retryPolicy = createRetry(retries)
  let isWatched = false

  const ask = async (question: Question): Promise<Answer> => {
    const { signal, purpose } = question
    signal?.throwIfAborted()
    if (!isWatched) gauge('breakerState', (result) => result.observe(breaker.level(), { target: name }))
    isWatched = true
    // Before the budget is asked: a model that is left alone costs nothing.
    if (breaker.isOpen()) throw leftAlone(name, breaker.opensAgainInMs())
    const reservation = await question.meter?.reserve(worstCaseOf(question, price), purpose)
    const startedAt = performance.now()
    let spent: Spend = { costUsd: 0, tokens: 0 }
    try {
      const call = retryPolicy.execute(() => breaker.run(() => send(question)), signal)
      const { text, inputTokens, outputTokens } = await unlessAborted(call, signal)
      const costUsd = price(inputTokens, outputTokens)
      spent = { costUsd, tokens: inputTokens + outputTokens }
      record(name, purpose, inputTokens, outputTokens, costUsd)
      return { text, model: name, usage: { inputTokens, outputTokens, costUsd } }
    } catch (error) {
      signal?.throwIfAborted()
      throw toModelFault(error, name, breaker.opensAgainInMs())
    } finally {
      observe('modelDuration', (performance.now() - startedAt) / 1000, { model: name, purpose })
      await reservation?.settle(spent)
    }
  }

  return { name, ask, isAvailable: () => !breaker.isOpen() }
}

/** Tokens of the prompt by its length, plus everything the answer may have. Failed tries are not billed, so one call. */
function worstCaseOf(question: Question, price: Price): Spend {
  const inputTokens = estimateTokens(question)
  const outputTokens = settingsOf(question).maxTokens
  return { costUsd: price(inputTokens, outputTokens), tokens: inputTokens + outputTokens }
}

function createRetry({
  attempts = 3,
  initialDelayMs = 500,
  maxDelayMs = 8_000,
  maxRetryAfterMs = 30_000,
}: RetryOptions) {
  const isWorthAnother = (error: unknown) => {
    const { retryable, retryAfterMs } = readFailure(error)
    return retryable && (retryAfterMs ?? 0) <= maxRetryAfterMs
  }
  const backoff = new DelegateBackoff(({ attempt, result }: { attempt: number; result: object }) => {
    const asked = 'error' in result ? readFailure(result.error).retryAfterMs : null
    const ceiling = Math.min(maxDelayMs, initialDelayMs * 2 ** (attempt - 1))
    return asked ?? ceiling * (0.5 + Math.random() / 2)
  })
  return retry(handleWhen(isWorthAnother), { maxAttempts: attempts, backoff })
}

// cockatiel does not look at the signal while it waits between tries.
function unlessAborted<Result>(call: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return call
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  return Promise.race([call, promise]).finally(() => signal.removeEventListener('abort', onAbort))
}

function record(model: string, purpose: string, inputTokens: number, outputTokens: number, costUsd: number): void {
  count('modelTokens', { model, purpose, type: 'input' }, inputTokens)
  count('modelTokens', { model, purpose, type: 'output' }, outputTokens)
  count('modelCost', { model, purpose }, costUsd)
}

function nameOf(chat: ModelParts['chat']): string {
  if (typeof chat === 'function') throw new TypeError('Give the model a name: it cannot be read from a function.')
  return 'model' in chat && typeof chat.model === 'string' ? chat.model : chat.getName()
}
