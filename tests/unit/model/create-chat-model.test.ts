import { AIMessage } from '@langchain/core/messages'
import { fakeModel } from '@langchain/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createModel } from '../../../src/model/create-chat-model.ts'
import type { Model, Question } from '../../../src/model/model.ts'
import { type OpenAiModelOptions, openAiModel } from '../../../src/model/openai-model.ts'
import { always, asksFor, type ModelServer, startModelServer } from '../../support/model-server.ts'
import { createTestMeter } from '../../support/test-meter.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
beforeEach(() => server.forget())
afterAll(() => server.close())

const schema = z.object({ answer: z.number(), inputs: z.record(z.string(), z.unknown()) })
const question: Question = { purpose: 'sum', messages: [{ role: 'user', content: 'What is 1 + 1?' }] }
const forJson: Question = { ...question, responseSchema: { name: 'sum', schema } }
const usage = { prompt_tokens: 1_000, completion_tokens: 500 }
const model = (options: Partial<OpenAiModelOptions> = {}): Model =>
  openAiModel({ model: 'gpt-4o-mini', baseUrl: server.url, retries: { attempts: 0 }, ...options })

describe('a question', () => {
  it('carries temperature, token limit and messages to the server', async () => {
    server.answer(always, { content: 'two' })
    await model().ask({ ...question, temperature: 0.7, maxTokens: 123 })
    expect(server.requests[0]).toMatchObject({
      model: 'gpt-4o-mini',
      temperature: 0.7,
      max_tokens: 123,
      messages: [{ role: 'user', content: 'What is 1 + 1?' }],
    })
  })

  it('has temperature 0.3 and 2,000 tokens unless it says otherwise', async () => {
    server.answer(always, { content: 'two' })
    await model().ask(question)
    expect(server.requests[0]).toMatchObject({ temperature: 0.3, max_tokens: 2_000 })
  })

  it('asks a reasoning model without a temperature, which such models refuse', async () => {
    server.answer(always, { content: 'two' })
    await model({ model: 'o3-mini' }).ask(question)
    expect(server.requests[0]).not.toHaveProperty('temperature')
    expect(server.requests[0]).toMatchObject({ max_completion_tokens: 2_000 })
  })

  it('asks for JSON of its schema, and gives malformed JSON back as text with the usage', async () => {
    server.answer(asksFor('sum'), { content: '```json\n{"answer": 2,}\n```', usage })
    const answer = await model().ask(forJson)
    expect(answer.text).toBe('```json\n{"answer": 2,}\n```')
    expect(answer.usage).toMatchObject({ inputTokens: 1_000, outputTokens: 500 })
    expect(server.requests[0]).toMatchObject({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'sum', schema: { required: ['answer', 'inputs'] } },
      },
    })
  })

  it('is asked without response_format when the server refuses that, and every later one at once', async () => {
    server.answer((body) => 'response_format' in body, { status: 400, message: "unknown field 'response_format'" })
    server.answer(asksFor('sum'), { content: '{"answer": 2}' })
    const stubborn = model()
    expect((await stubborn.ask(forJson)).text).toBe('{"answer": 2}')
    expect((await stubborn.ask(forJson)).text).toBe('{"answer": 2}')
    expect(server.requests).toHaveLength(3)
  })

  it('two questions at once both get over a server that refuses response_format', async () => {
    server.answer((body) => 'response_format' in body, { status: 400, message: 'response_format is not supported' })
    server.answer(always, { content: '{"answer": 2}' })
    const stubborn = model()
    const answers = await Promise.all([stubborn.ask(forJson), stubborn.ask(forJson)])
    expect(answers.map(({ text }) => text)).toEqual(['{"answer": 2}', '{"answer": 2}'])
  })

  it('puts the schema into the prompt for a chat model of another vendor, and takes its usage', async () => {
    const usage_metadata = { input_tokens: 7, output_tokens: 3, total_tokens: 10 }
    const chat = fakeModel().respond(Object.assign(new AIMessage('{"answer": 2}'), { usage_metadata }))
    const answer = await createModel({ chat, name: 'other' }).ask(forJson)
    expect(answer).toEqual({
      text: '{"answer": 2}',
      model: 'other',
      usage: { inputTokens: 7, outputTokens: 3, costUsd: 0 },
    })
    expect(chat.calls[0]?.messages.at(-1)?.text).toContain('JSON Schema "sum"')
  })

  it('sends no key of the environment to a server of its own', async () => {
    const key = process.env['OPENAI_API_KEY']
    process.env['OPENAI_API_KEY'] = 'sk-of-the-environment'
    let authorization: string | null = ''
    const fetchSpy: typeof fetch = async (input, init) => {
      authorization = new Headers(init?.headers).get('authorization')
      return realFetch(input, init)
    }
    const realFetch = globalThis.fetch
    globalThis.fetch = fetchSpy
    try {
      server.answer(always, { content: 'two' })
      await model().ask(question)
    } finally {
      globalThis.fetch = realFetch
      if (key === undefined) delete process.env['OPENAI_API_KEY']
      else process.env['OPENAI_API_KEY'] = key
    }
    expect(authorization).toBe('Bearer none')
  })

  it('cannot be asked of OpenAI itself without a key', () => {
    expect(() => openAiModel({ model: 'gpt-4o-mini' })).toThrow(/OPENAI_API_KEY/)
  })
})

describe('what a call costs', () => {
  it('is its usage by the price table', async () => {
    server.answer(always, { content: 'two', usage })
    expect((await model().ask(question)).usage.costUsd).toBeCloseTo(0.00045, 10)
  })

  it('is by the table of the user where that names the model', async () => {
    server.answer(always, { content: 'two', usage })
    const dear = model({ prices: { 'gpt-4o-mini': { inputPerMillion: 1_000, outputPerMillion: 2_000 } } })
    expect((await dear.ask(question)).usage.costUsd).toBeCloseTo(2, 10)
  })

  it('is reserved at its worst before the call and settled at what it was', async () => {
    server.answer(always, { content: 'two', usage })
    const { meter, reserved, settled } = createTestMeter()
    const messages = [{ role: 'user', content: 'x'.repeat(3_000) }] as const
    await model().ask({ ...question, messages, maxTokens: 100, meter })
    expect(reserved).toEqual([{ purpose: 'sum', tokens: 1_100, costUsd: expect.closeTo(0.00021, 10) }])
    expect(settled).toEqual([{ tokens: 1_500, costUsd: expect.closeTo(0.00045, 10) }])
  })

  it('is settled as nothing when the call failed', async () => {
    server.answer(always, { status: 500 })
    const { meter, settled } = createTestMeter()
    await expect(model().ask({ ...question, meter })).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(settled).toEqual([{ tokens: 0, costUsd: 0 }])
  })

  it('keeps the question from being asked when the budget does not allow it', async () => {
    const { meter } = createTestMeter({ maxTokens: 100 })
    await expect(model().ask({ ...question, meter })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' })
    expect(server.requests).toHaveLength(0)
  })

  it('is estimated where a model reports no usage', async () => {
    const chat = fakeModel().respond(new AIMessage('six letters and more'))
    const { usage: used } = await createModel({ chat, name: 'silent' }).ask(question)
    expect(used).toEqual({ inputTokens: 5, outputTokens: 7, costUsd: 0 })
  })
})
