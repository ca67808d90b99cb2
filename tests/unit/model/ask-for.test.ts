import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { askFor } from '../../../src/model/ask-for.ts'
import { openAiModel } from '../../../src/model/openai-model.ts'
import { asksFor, type ModelServer, startModelServer, textOf } from '../../support/model-server.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
beforeEach(() => server.forget())
afterAll(() => server.close())

const schema = z.object({ code: z.string(), tests: z.array(z.string()) })
const question = { purpose: 'code', messages: [{ role: 'user', content: 'Write it' }] } as const
const usage = { prompt_tokens: 100, completion_tokens: 10 }
const model = () => openAiModel({ model: 'gpt-4o-mini', baseUrl: server.url })

describe('asking for JSON', () => {
  it('gives the parsed value and the usage', async () => {
    server.answer(asksFor('code'), { content: '```\n{"code": "x", "tests": []}\n```', usage })
    const reply = await askFor(model(), question, schema)
    expect(reply.value).toEqual({ code: 'x', tests: [] })
    expect(reply.usage).toMatchObject({ inputTokens: 100, outputTokens: 10 })
  })

  it('shows a model its misfit and each error, once, and adds up both calls', async () => {
    server.answer(asksFor('code'), { content: '{"code": 1}', usage }, 1)
    server.answer(asksFor('code'), { content: '{"code": "x", "tests": ["t"]}', usage }, 1)
    const reply = await askFor(model(), question, schema)
    expect(reply.usage).toMatchObject({ inputTokens: 200, outputTokens: 20 })
    const second = server.requests[1]
    expect(second?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(second && textOf(second)).toMatch(/\{"code": 1\}[\s\S]*code: [\s\S]*tests: /)
  })

  it('fails with each path when the repair does not fit either', async () => {
    server.answer(asksFor('code'), { content: '{"code": 1, "tests": []}' })
    const asked = askFor(model(), question, schema)
    await expect(asked).rejects.toMatchObject({ code: 'MODEL_ANSWER_INVALID', errors: [{ path: 'code' }] })
    expect(server.requests).toHaveLength(2)
  })

  it('asks no second time with no repairs', async () => {
    server.answer(asksFor('code'), { content: '' })
    await expect(askFor(model(), question, schema, { repairs: 0 })).rejects.toMatchObject({
      code: 'MODEL_ANSWER_INVALID',
    })
    expect(server.requests).toHaveLength(1)
  })

  it('shows an empty answer as "(empty)", because servers refuse empty messages', async () => {
    server.answer(asksFor('code'), { content: '' }, 1)
    server.answer(asksFor('code'), { content: '{"code": "x", "tests": []}' })
    await askFor(model(), question, schema)
    expect(server.requests[1]?.messages[1]?.content).toBe('(empty)')
  })
})
