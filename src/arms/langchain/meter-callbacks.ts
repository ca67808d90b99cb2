import { BaseCallbackHandler } from '@langchain/core/callbacks/base'
import type { Serialized } from '@langchain/core/load/serializable'
import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import type { LLMResult } from '@langchain/core/outputs'
import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { Meter, Reservation } from '../../model/model.ts'
import { type PriceTable, priceOf } from '../../model/prices.ts'
import { estimateTokens } from '../../model/send-question.ts'

const Invocation = z
  .object({
    model: z.string().optional().catch(undefined),
    max_tokens: z.number().optional().catch(undefined),
    max_completion_tokens: z.number().optional().catch(undefined),
  })
  .catch({})

// What is set aside for an answer whose length nobody limits.
const USUAL_ANSWER_TOKENS = 2_000

interface Call {
  readonly reservation: Reservation
  readonly model: string
}

/**
 * Has somebody else's chat models pay from the task's budget: the worst case is set aside before each call, what it cost
 * is settled after it. A call the budget does not allow is not made; `refused` then holds the fault.
 */
export class MeterCallbacks extends BaseCallbackHandler {
  readonly name = 'octollm_meter'
  override awaitHandlers = true // the call must not go out before its cost is set aside
  override raiseError = true
  refused: Fault | null = null
  model: string | null = null
  readonly #calls = new Map<string, Call>()
  readonly #meter: Meter
  readonly #prices: PriceTable

  constructor(meter: Meter, prices: PriceTable = {}) {
    super()
    this.#meter = meter
    this.#prices = prices
  }

  override async handleChatModelStart(
    _model: Serialized,
    [messages = []]: BaseMessage[][],
    runId: string,
    _parentRunId?: string,
    extraParams?: Record<string, unknown>,
  ): Promise<void> {
    const settings = Invocation.parse(extraParams?.['invocation_params'])
    const model = settings.model ?? 'unknown'
    const input = estimateTokens({ messages: messages.map(({ text }) => ({ role: 'user', content: text })) })
    const output = settings.max_completion_tokens ?? settings.max_tokens ?? USUAL_ANSWER_TOKENS
    const worst = { costUsd: priceOf(model, this.#prices)(input, output), tokens: input + output }
    try {
      this.#calls.set(runId, { reservation: await this.#meter.reserve(worst, 'agent'), model })
    } catch (error) {
      if (error instanceof Fault) this.refused = error
      throw error
    }
  }

  override async handleLLMEnd({ generations }: LLMResult, runId: string): Promise<void> {
    const call = this.#calls.get(runId)
    const usage = generations.flat().flatMap((generation) => {
      const message: unknown = 'message' in generation ? generation.message : null
      return AIMessage.isInstance(message) && message.usage_metadata ? [message.usage_metadata] : []
    })
    const input = usage.reduce((sum, { input_tokens: tokens }) => sum + tokens, 0)
    const output = usage.reduce((sum, { output_tokens: tokens }) => sum + tokens, 0)
    this.model = call?.model ?? this.model
    const costUsd = priceOf(call?.model ?? '', this.#prices)(input, output)
    await call?.reservation.settle({ costUsd, tokens: input + output })
  }

  override async handleLLMError(_error: unknown, runId: string): Promise<void> {
    await this.#calls.get(runId)?.reservation.settle({ costUsd: 0, tokens: 0 })
  }
}
