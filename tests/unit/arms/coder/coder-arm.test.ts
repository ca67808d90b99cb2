import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ArmContext } from '../../../../src/arms/arm.ts'
import { createCoderArm } from '../../../../src/arms/coder/coder-arm.ts'
import { toContract } from '../../../../src/contracts/to-contract.ts'
import type { Model } from '../../../../src/model/model.ts'
import { openAiModel } from '../../../../src/model/openai-model.ts'
import { createArmContext, createOpenMeter, dependencyOutput } from '../../../support/arm-context.ts'
import { asksFor, type ModelServer, startModelServer, textOf } from '../../../support/model-server.ts'

let server: ModelServer
let model: Model
beforeAll(async () => {
  server = await startModelServer()
  model = openAiModel({ baseUrl: server.url, model: 'gpt-4o-mini' })
})
afterEach(() => server.forget())
afterAll(() => server.close())

const ANSWER = {
  code: 'def add(a, b): return a + b',
  tests: 'import unittest',
  explanation: 'Adds.',
  warnings: ['none'],
}
const arm = createCoderArm()
const execute = (input: unknown, overrides: Partial<ArmContext> = {}) =>
  Promise.try(() => arm.execute(input, createArmContext({ model, ...overrides })))

function answerWith(answer: object): void {
  server.answer(asksFor('code'), {
    content: JSON.stringify(answer),
    usage: { prompt_tokens: 500, completion_tokens: 100 },
  })
}

/** What the model was told in the last request. */
const prompt = () => textOf(server.requests.at(-1) ?? { model: '', messages: [] })

describe('the coder', () => {
  it('gives back what the model wrote, with its cost and the name of the model', async () => {
    answerWith(ANSWER)
    const outcome = await execute({})
    expect(outcome).toMatchObject({
      output: { language: 'python', ...ANSWER },
      usage: { costUsd: (500 * 0.15 + 100 * 0.6) / 1_000_000, tokens: 600 },
      model: 'gpt-4o-mini',
    })
  })

  it.each([
    [0.6, 'import unittest'],
    [0.5, ''],
    [0.5, null],
  ])('is %d sure with the tests %j: evidence is for the executor to find', async (confidence, tests) => {
    answerWith({ ...ANSWER, tests })
    expect(await execute({})).toMatchObject({ confidence, output: { tests: tests ?? '' } })
  })

  it('takes code out of the fence a model put around it', async () => {
    answerWith({ code: '```python\nx = 1\ny = 2\n```', tests: '```\nassert x\n```' })
    expect(await execute({})).toMatchObject({ output: { code: 'x = 1\ny = 2', tests: 'assert x' } })
  })

  it('sends an answer without code back to the model once', async () => {
    server.answer(asksFor('code'), { content: '{"explanation": "I would rather not."}' }, 1)
    answerWith(ANSWER)
    expect(await execute({})).toMatchObject({ output: { code: ANSWER.code } })
    expect(prompt()).toContain('code: ')
    expect(server.requests).toHaveLength(2)
  })

  it('settles with the meter of the task what it spent', async () => {
    answerWith(ANSWER)
    const meter = createOpenMeter()
    await execute({}, { meter })
    expect(meter.settled.map(({ tokens }) => tokens)).toEqual([600])
  })

  it('asks for at most half of the tokens that are left', async () => {
    answerWith(ANSWER)
    await execute({}, { budget: { maxCostUsd: 1, maxTimeSeconds: 60, maxTokens: 900 } })
    expect(server.requests[0]?.max_tokens ?? server.requests[0]?.['max_completion_tokens']).toBe(450)
  })

  it('says which setting is missing when there is no model, and that a retry is no use', async () => {
    await expect(execute({}, { model: null })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      retryable: false,
      message: expect.stringMatching(/OPENAI_API_KEY.*OPENAI_BASE_URL/),
    })
  })

  it('stops waiting for the model when the task is cancelled', async () => {
    server.answer(asksFor('code'), { content: JSON.stringify(ANSWER), delayMs: 5_000 })
    const task = new AbortController()
    setTimeout(() => task.abort(new Error('cancelled')), 50)
    await expect(execute({}, { signal: task.signal })).rejects.toThrow('cancelled')
  })
})

describe('the code the coder works on', () => {
  it.each(['debug', 'refactor', 'analyze', 'test', 'explain', 'optimize'])('must be there to %s it', async (task) => {
    await expect(execute({ task })).rejects.toMatchObject({ code: 'ARM_INPUT_INVALID', errors: [{ path: 'code' }] })
  })

  it('is that of the input before that of a dependency', async () => {
    answerWith(ANSWER)
    const dependencies = [dependencyOutput(1, { code: 'of_the_dependency()', language: 'python' })]
    await execute({ task: 'debug', code: 'of_the_input()' }, { dependencies })
    expect(prompt()).toContain('<data name="code">\nof_the_input()\n</data>')
  })

  it('is that of the last dependency with some, and so is the language', async () => {
    answerWith(ANSWER)
    const dependencies = [
      dependencyOutput(1, { code: 'first()', language: 'python' }),
      dependencyOutput(2, { code: 'second()', language: 'JavaScript' }),
      dependencyOutput(3, { success: false, tests: { failures: [{ name: 'adds', message: '5 != 6' }] } }, 'executor'),
    ]
    const { output } = await execute({ task: 'debug' }, { dependencies })
    expect(output['language']).toBe('javascript')
    expect(prompt()).toContain('<data name="code">\nsecond()\n</data>')
    expect(prompt()).toContain('5 != 6')
    expect(prompt().split('second()')).toHaveLength(2)
  })

  it('may come in the context of the task', async () => {
    answerWith(ANSWER)
    await execute({ task: 'explain' }, { contract: toContract({ goal: 'Explain it', context: { code: 'f = 1' } }) })
    expect(prompt()).toContain('<data name="code">\nf = 1\n</data>')
  })
})
