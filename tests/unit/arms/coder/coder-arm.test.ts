import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ArmContext } from '../../../../src/arms/arm.ts'
import { toContract } from '../../../../src/contracts/to-contract.ts'
import { createOpenMeter, dependencyOutput } from '../../../support/arm-context.ts'
import { openCoderDesk } from '../../../support/coder-desk.ts'
import { asksFor } from '../../../support/model-server.ts'

let desk: Awaited<ReturnType<typeof openCoderDesk>>
beforeAll(async () => {
  desk = await openCoderDesk()
})
afterEach(() => desk.server.forget())
afterAll(() => desk.close())

const ANSWER = {
  code: 'def add(a, b): return a + b',
  tests: 'import unittest',
  explanation: 'Adds.',
  warnings: ['none'],
}
const execute = (input: unknown, overrides: Partial<ArmContext> = {}) => desk.executeBare(input, overrides)
const answerWith = (answer: object | string) => desk.answers(answer)
/** What the model was told in the last request. */
const prompt = () => desk.prompts().at(-1) ?? ''

describe('the coder', () => {
  it('gives back what the model wrote, with its cost and the name of the model', async () => {
    answerWith(ANSWER)
    const outcome = await execute({})
    expect(outcome).toMatchObject({
      output: { task: 'generate', language: 'python', ...ANSWER, warnings: expect.arrayContaining(['none']) },
      usage: { costUsd: (500 * 0.15 + 100 * 0.6) / 1_000_000, tokens: 600 },
      model: 'gpt-4o-mini',
    })
  })

  it.each([
    [0.6, 'import unittest'],
    [0.5, ''],
    [0.5, null],
  ])('is %d sure of code that nobody ran, with the tests %j', async (confidence, tests) => {
    answerWith({ ...ANSWER, tests })
    expect(await execute({})).toMatchObject({ confidence, output: { tests: tests ?? '' } })
  })

  it('takes code out of the fence a model put around it', async () => {
    answerWith({ code: '```python\nx = 1\ny = 2\n```', tests: '```\nassert x\n```' })
    expect(await execute({})).toMatchObject({ output: { code: 'x = 1\ny = 2', tests: 'assert x' } })
  })

  it('sends an answer without code back to the model once', async () => {
    desk.server.answer(asksFor('code'), { content: '{"explanation": "I would rather not."}' }, 1)
    answerWith(ANSWER)
    expect(await execute({})).toMatchObject({ output: { code: ANSWER.code } })
    expect(prompt()).toContain('code: ')
    expect(desk.server.requests).toHaveLength(2)
  })

  it('says to the model what an empty program wants, and gives up when it stays empty', async () => {
    answerWith({ code: '```python\n\n```', tests: '' })
    await expect(execute({})).rejects.toMatchObject({
      code: 'MODEL_ANSWER_INVALID',
      errors: [{ path: 'code', message: 'It was empty: give the whole program here, in full.' }],
    })
    expect(desk.server.requests).toHaveLength(2)
    expect(prompt()).toContain('give the whole program here')
  })

  it('reads program and tests from the fences of a model that talks around them', async () => {
    answerWith('Sure!\n```python\nx = {"a": 1}\n```\nAnd the tests:\n```python\nassert x\n```\nGood luck!')
    const { output } = await execute({})
    expect(output).toMatchObject({ code: 'x = {"a": 1}', tests: 'assert x' })
    expect(output['explanation']).toMatch(/^Sure!.*Good luck!$/s)
    expect(desk.server.requests).toHaveLength(1)
  })

  it('takes JSON out of talk and fences, with the indentation of the first line', async () => {
    answerWith(`Here it is:\n\`\`\`json\n${JSON.stringify({ code: '    x = 1\n', tests: '' })}\n\`\`\``)
    expect(await execute({ language: 'COBOL' })).toMatchObject({ output: { code: '    x = 1' } })
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
    expect(desk.server.requests[0]?.max_tokens ?? desk.server.requests[0]?.['max_completion_tokens']).toBe(450)
  })

  it('says which setting is missing when there is no model, and that a retry is no use', async () => {
    await expect(execute({}, { model: null })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      retryable: false,
      message: expect.stringMatching(/OPENAI_API_KEY.*OPENAI_BASE_URL/),
    })
  })

  it('stops waiting for the model when the task is cancelled', async () => {
    desk.server.answer(asksFor('code'), { content: JSON.stringify(ANSWER), delayMs: 5_000 })
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

  it('brings the tests of the same dependency, and its language under one name', async () => {
    answerWith({ code: 'f = 1' })
    const dependencies = [
      dependencyOutput(1, { code: 'f=1', tests: 'assert f', language: 'TS' }),
      dependencyOutput(2, { tests: 'assert g' }),
    ]
    const { output } = await execute({ task: 'refactor' }, { dependencies })
    expect(output).toMatchObject({ language: 'typescript', tests: 'assert f' })
  })

  it('is not held to tests that came with other code', async () => {
    answerWith({ code: 'f = 1' })
    const dependencies = [dependencyOutput(1, { code: 'g = 1', tests: 'assert g' })]
    expect(await execute({ task: 'refactor', code: 'f=1' }, { dependencies })).toMatchObject({ output: { tests: '' } })
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
