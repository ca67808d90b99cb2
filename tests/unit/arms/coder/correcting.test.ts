import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Fault } from '../../../../src/contracts/fault.ts'
import type { Meter } from '../../../../src/model/model.ts'
import { createOpenMeter } from '../../../support/arm-context.ts'
import { checksOf, openCoderDesk } from '../../../support/coder-desk.ts'
import { asksFor } from '../../../support/model-server.ts'
import { ADD } from './scripted-programs.ts'

// A run starts an interpreter: on a busy machine a handful of them take longer than the usual limit.
vi.setConfig({ testTimeout: 90_000 })

let desk: Awaited<ReturnType<typeof openCoderDesk>>
beforeAll(async () => {
  desk = await openCoderDesk()
})
afterEach(() => desk.server.forget())
afterAll(() => desk.close())

const { right, wrong, tests } = ADD.javascript
const js = { language: 'javascript' }
const worst = 'export const add = () => null'

describe('an answer whose tests fail', () => {
  it.each(['python', 'javascript', 'typescript'] as const)(
    'in %s goes back with the exact failure, and the corrected one passes',
    async (language) => {
      const program = ADD[language]
      desk.answers({ code: program.wrong, tests: program.tests }, { code: program.right, tests: program.tests })
      const outcome = await desk.execute({ language })
      expect(desk.server.requests).toHaveLength(2)
      const told = desk.prompts()[1]
      expect(told).toMatch(/<data name="checks">\n[^<]*adds: AssertionError: -1 (?:!= 3|== 3)/)
      expect(told).toContain(JSON.stringify(program.wrong))
      expect(outcome).toMatchObject({ confidence: 0.85, output: { code: program.right, fixes: 1, warnings: [] } })
    },
  )

  it('is corrected twice at most, and what still fails is told, not hidden', async () => {
    desk.answers({ code: wrong, tests })
    const outcome = await desk.execute(js)
    expect(desk.server.requests).toHaveLength(3)
    expect(checksOf(outcome)).toMatchObject({ syntax: 'passed', tests: 'failed' })
    expect(outcome).toMatchObject({ confidence: 0.3, output: { fixes: 2, warnings: ['1 of 2 tests failed: adds.'] } })
  })

  it('goes back with the first ten of many failures', async () => {
    const many = Array.from({ length: 12 }, (_, n) => `test('t${n}', () => assert.equal(add(1, 2), 3))`).join('\n')
    desk.answers({ code: wrong, tests: `${tests.split('\n\n')[0]}\n${many}` }, { code: right, tests })
    await desk.execute(js)
    expect(desk.prompts()[1]).toMatch(/\nt9: .*\nand 2 more\n<\/data>/)
  })

  it('costs what all its questions cost, and each is metered', async () => {
    desk.answers({ code: wrong, tests }, { code: right, tests })
    const meter = createOpenMeter()
    const outcome = await desk.execute(js, { meter })
    expect(outcome.usage).toEqual({
      tokens: 1_200,
      costUsd: expect.closeTo((2 * (500 * 0.15 + 100 * 0.6)) / 1_000_000),
    })
    expect(meter.settled.map(({ tokens }) => tokens)).toEqual([600, 600])
  })

  it('stays the result when a correction is worse, and the model learns what that one got wrong', async () => {
    desk.answers({ code: wrong, tests }, { code: worst, tests }, { code: 'export const add = (', tests })
    const outcome = await desk.execute(js)
    expect(outcome.output).toMatchObject({ code: wrong, fixes: 2 })
    expect(desk.prompts()[2]).toMatch(/no better.*\n<data name="checks of that correction">\nadds: .*\nadds nothing: /)
    expect(desk.prompts()[2]).not.toContain(JSON.stringify(worst))
  })

  it('gives way to a correction that fails less', async () => {
    desk.answers({ code: worst, tests }, { code: wrong, tests })
    expect((await desk.execute(js)).output).toMatchObject({ code: wrong, fixes: 2 })
  })

  it('is not corrected by dropping the test that failed', async () => {
    const fewer = tests.replace(/\ntest\('adds', .*/, '')
    desk.answers({ code: wrong, tests }, { code: wrong, tests: fewer }, { code: right, tests })
    const outcome = await desk.execute(js)
    expect(desk.prompts()[2]).toContain('The test adds failed and is gone')
    expect(outcome).toMatchObject({ confidence: 0.85, output: { code: right, tests } })
  })

  it('is asked about no further when the budget is used up: the best so far is the result', async () => {
    desk.answers({ code: wrong, tests })
    let reserved = 0
    const open = createOpenMeter()
    const meter: Meter = {
      async reserve(worstCase, purpose) {
        reserved += 1
        if (reserved > 1) throw new Fault('BUDGET_EXCEEDED', 'The budget has too few tokens left.')
        return open.reserve(worstCase, purpose)
      },
    }
    const outcome = await desk.execute(js, { meter })
    expect(outcome).toMatchObject({ confidence: 0.3, usage: { tokens: 600 }, output: { code: wrong, fixes: 0 } })
    expect(outcome.output['warnings']).toContain('It was not corrected further: the budget is used up.')
  })

  it('fails the step when the budget does not reach for the first question', async () => {
    const meter: Meter = { reserve: () => Promise.reject(new Fault('BUDGET_EXCEEDED', 'Nothing left.')) }
    await expect(desk.execute(js, { meter })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' })
  })

  it('stays the result when the model gives no correction', async () => {
    desk.answers({ code: wrong, tests })
    desk.server.forget()
    const content = JSON.stringify({ code: wrong, tests })
    desk.server.answer(asksFor('code'), { content }, 1)
    desk.server.answer(asksFor('code'), { content: 'I would rather not.' })
    const { output } = await desk.execute(js)
    expect(output).toMatchObject({ code: wrong, fixes: 0 })
    expect(output['warnings']).toContain('It was not corrected further: the model gave no correction.')
  })

  it('is not corrected for a task that was cancelled meanwhile', async () => {
    const task = new AbortController()
    desk.server.answer(asksFor('code'), { content: JSON.stringify({ code: wrong, tests }) }, 1)
    desk.server.answer(asksFor('code'), () => {
      task.abort(new Error('cancelled'))
      return { content: JSON.stringify({ code: right, tests }) }
    })
    await expect(desk.execute(js, { signal: task.signal })).rejects.toThrow('cancelled')
  })

  it('asks for ever less, so that half of what is left stays', async () => {
    desk.answers({ code: wrong, tests })
    await desk.execute(js, { budget: { maxCostUsd: 1, maxTimeSeconds: 60, maxTokens: 2_600 } })
    const asked = desk.server.requests.map((body) => body.max_tokens ?? body['max_completion_tokens'])
    expect(asked).toEqual([1_300, 1_000, 700])
  })
})

describe('an answer whose tests cannot be run', () => {
  it('is told why, and is worth little when it stays so', async () => {
    desk.answers({ code: right, tests: "import { sum } from './solution.js'\ntest('sums', () => sum(1))" })
    const outcome = await desk.execute(js)
    expect(desk.prompts()[1]).toMatch(/solution\.test\.js: SyntaxError: .*sum/)
    expect(outcome).toMatchObject({ confidence: 0.2, output: { warnings: ['The tests could not be run.'] } })
  })

  it('gives way to one whose tests run, though they fail', async () => {
    desk.answers({ code: right, tests: "import { sum } from './solution.js'" }, { code: wrong, tests })
    expect(await desk.execute(js)).toMatchObject({ confidence: 0.3, output: { code: wrong } })
  })
})

describe('an answer that proves nothing', () => {
  it('has tests that pass with an empty program: they are asked for again', async () => {
    const vacuous = "test('holds', () => {})"
    desk.answers({ code: right, tests: vacuous }, { code: right, tests })
    const outcome = await desk.execute(js)
    expect(desk.prompts()[1]).toContain('pass with an empty program as well')
    expect(outcome).toMatchObject({ confidence: 0.85, output: { tests } })
  })

  it('is worth half when it stays so', async () => {
    desk.answers({ code: right, tests: "test('holds', () => {})" })
    expect(await desk.execute(js)).toMatchObject({ confidence: 0.5 })
  })

  it('is a correction whose tests pass without it', async () => {
    const beside =
      "import { add } from './solution.js'\nimport assert from 'assert'\ntest('is there', () => assert.ok(add))"
    desk.answers({ cause: 'It subtracts.', code: right, tests: beside }, { cause: 'It subtracts.', code: right, tests })
    const outcome = await desk.execute({ ...js, task: 'debug', code: wrong })
    expect(desk.prompts()[1]).toContain('add a test that fails without the correction')
    expect(outcome).toMatchObject({ confidence: 0.9, output: { tests } })
  })

  it('is a refactoring whose tests fail with the code as it was', async () => {
    desk.answers({ code: right, tests })
    const outcome = await desk.execute({ ...js, task: 'refactor', code: wrong })
    expect(checksOf(outcome)).toMatchObject({ tests: 'passed', given_code: 'failed' })
    expect(outcome.confidence).toBe(0.5)
  })
})

describe('tests from outside', () => {
  it('cannot be changed by the answer: a refactoring that breaks them goes back', async () => {
    desk.answers({ code: wrong, tests: "test('holds', () => {})" }, { code: right })
    const outcome = await desk.execute({ ...js, task: 'refactor', code: right, tests })
    expect(desk.prompts()[1]).toContain('adds: AssertionError')
    expect(outcome).toMatchObject({ confidence: 0.9, output: { code: right, tests, fixes: 1 } })
  })

  it('may go on failing where they failed before', async () => {
    desk.answers({ code: `${wrong} // clearer` })
    const outcome = await desk.execute({ ...js, task: 'refactor', code: wrong, tests })
    expect(checksOf(outcome)).toMatchObject({ given_tests: 'passed' })
    expect(JSON.stringify(outcome.output['checks'])).toContain('1 of 2 tests fail, as they did with the given code')
  })

  it('show the model what fails before it debugs, and hold for what it corrects', async () => {
    const own =
      "import { add } from './solution.js'\nimport assert from 'assert'\ntest('two', () => assert.equal(add(1, 1), 2))"
    desk.answers({ cause: 'It subtracts.', code: right, tests: own })
    const outcome = await desk.execute({ ...js, task: 'debug', code: wrong, tests })
    expect(desk.prompts()[0]).toMatch(/<data name="checks of the given code">\nadds: AssertionError/)
    expect(checksOf(outcome)).toMatchObject({ given_tests: 'passed', tests: 'passed', given_code: 'passed' })
  })
})
