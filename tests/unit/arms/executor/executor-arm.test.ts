import { afterAll, describe, expect, it } from 'vitest'
import type { ArmContext } from '../../../../src/arms/arm.ts'
import { createSandbox } from '../../../../src/arms/executor/create-sandbox.ts'
import { createExecutorArm } from '../../../../src/arms/executor/executor-arm.ts'
import { toContract } from '../../../../src/contracts/to-contract.ts'
import { createArmContext, dependencyOutput } from '../../../support/arm-context.ts'

const sandbox = createSandbox()
const arm = createExecutorArm({ sandbox })
afterAll(() => sandbox.close())

const execute = (input: unknown, overrides: Partial<ArmContext> = {}) =>
  Promise.try(() => arm.execute(input, createArmContext(overrides)))

describe('the executor runs a program', () => {
  it('and gives back what it printed and its result', async () => {
    const { output, confidence } = await execute({
      code: 'print("six", octo["data"][0])\nresult = {"sum": 6}',
      data: [1],
    })
    expect(output).toMatchObject({ success: true, stdout: 'six 1\n', exit_code: 0, result: { sum: 6 }, tests: null })
    expect(confidence).toBe(0.7)
  })

  it('that sees the goal, the context and the outputs of the dependencies', async () => {
    const { output } = await execute(
      { language: 'javascript', code: 'result = [octo.goal, octo.context.city, octo.steps[1].answer]' },
      {
        contract: toContract({ goal: 'Find the capital', context: { city: 'Paris' } }),
        dependencies: [dependencyOutput(1, { answer: 42 }, 'retriever')],
      },
    )
    expect(output['result']).toEqual(['Find the capital', 'Paris', 42])
  })

  it('that reads its standard input', async () => {
    const { output } = await execute({ code: 'print(input().upper())', stdin: 'hello\n' })
    expect(output['stdout']).toBe('HELLO\n')
  })

  it('that fails, and calls that an outcome of low confidence', async () => {
    const { output, confidence } = await execute({ code: 'raise ValueError("no numbers")' })
    expect(output).toMatchObject({ success: false, exit_code: 1, stderr: expect.stringContaining('no numbers') })
    expect(confidence).toBe(0.3)
  })

  it('and keeps the files it wrote as artifacts', async () => {
    const { artifacts } = await execute({ code: 'open("totals.csv", "w").write("a,b\\n1,2\\n")' })
    expect(artifacts).toEqual([{ name: 'totals.csv', mediaType: 'text/csv', content: 'a,b\n1,2\n' }])
  })

  it('and stops it when the task is cancelled', async () => {
    const task = new AbortController()
    const run = execute({ code: 'while True: pass' }, { signal: task.signal })
    setTimeout(() => task.abort(new Error('cancelled')), 300)
    await expect(run).rejects.toThrow('cancelled')
  })

  it('no longer than the budget of the task has seconds left', async () => {
    const budget = { maxCostUsd: 1, maxTokens: 1_000, maxTimeSeconds: 1 }
    const { output } = await execute({ language: 'javascript', code: 'for (;;) {}' }, { budget })
    expect(output).toMatchObject({ success: false, exit_code: 124 })
  })

  it('or nothing at all when the sandbox cannot start', async () => {
    const closed = createSandbox()
    await closed.close()
    const refused = createExecutorArm({ sandbox: closed }).execute({ code: 'print(1)' }, createArmContext())
    await expect(refused).rejects.toMatchObject({ code: 'SANDBOX_UNAVAILABLE', retryable: true })
  })
})

describe('the executor runs tests', () => {
  const solution = 'def add(a, b):\n    return a + b\n\nresult = add(2, 3)\n'
  const unittestOf = (expected: number) =>
    `import unittest\nfrom solution import add\n\nclass TestAdd(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(add(2, 3), ${expected})\n`

  it('of Python and is sure when they pass', async () => {
    const { output, confidence } = await execute({ code: solution, tests: unittestOf(5) })
    expect(output).toMatchObject({ success: true, result: 5, tests: { ran: 1, failed: 0, failures: [] } })
    expect(confidence).toBe(0.95)
  })

  it('of Python and names those that fail', async () => {
    const { output, confidence } = await execute({ code: solution, tests: unittestOf(6) })
    expect(output).toMatchObject({
      success: false,
      exit_code: 1,
      tests: { ran: 1, failed: 1, failures: [{ name: 'TestAdd.test_adds', message: 'AssertionError: 5 != 6' }] },
    })
    expect(confidence).toBe(0.3)
  })

  it('that are plain Python functions, and counts subtests that fail', async () => {
    const tests = [
      'import unittest',
      'from solution import add',
      'def test_plain():',
      '    assert add(1, 1) == 3, "one and one"',
      'class TestMany(unittest.TestCase):',
      '    def test_each(self):',
      '        for n in (1, 2):',
      '            with self.subTest(n=n):',
      '                self.assertEqual(add(n, 0), 1)',
      '    @unittest.skip("later")',
      '    def test_skipped(self): pass',
    ].join('\n')
    const { output } = await execute({ code: solution, tests })
    expect(output['tests']).toEqual({
      ran: 2,
      failed: 2,
      failures: [
        { name: 'TestMany.test_each (n=2)', message: 'AssertionError: 2 != 1' },
        { name: 'test_plain', message: 'AssertionError: one and one' },
      ],
    })
  })

  it('and says why they could not be loaded', async () => {
    const { output } = await execute({ code: 'def add(a, b) return', tests: unittestOf(5) })
    expect(output).toMatchObject({
      success: false,
      tests: { ran: 0, failed: 1, failures: [{ name: 'test_solution.py' }] },
    })
    expect(JSON.stringify(output['tests'])).toContain('SyntaxError')
  })

  it('of JavaScript, async ones too', async () => {
    const tests = [
      "import assert from 'assert'",
      "import { add } from './solution.js'",
      "test('adds', () => assert.equal(add(2, 3), 5))",
      "test('adds later', async () => { await null; assert.strictEqual(add(1, 1), 3) })",
    ].join('\n')
    const code = 'export const add = (a, b) => a + b\nresult = octo.data'
    const { output } = await execute({ language: 'javascript', code, tests, data: [7] })
    expect(output).toMatchObject({
      success: false,
      exit_code: 1,
      result: [7],
      tests: { ran: 2, failed: 1, failures: [{ name: 'adds later', message: 'AssertionError: 2 === 3' }] },
    })
  })

  it('and is sure when JavaScript passes them', async () => {
    const tests =
      "import { ok } from 'assert'\nimport { one } from './solution.js'\ntest('is one', () => ok(one === 1))"
    const { output, confidence } = await execute({ language: 'javascript', code: 'export const one = 1', tests })
    expect([output['success'], confidence]).toEqual([true, 0.95])
  })

  it.each([
    ['python', 'x = 1', 'def check(): pass'],
    ['javascript', 'export const x = 1', 'const y = 1'],
  ])('and does not take a %s file without tests for success', async (language, code, tests) => {
    const { output } = await execute({ language, code, tests })
    expect(output).toMatchObject({
      success: false,
      tests: { ran: 0, failed: 1, failures: [{ name: 'test run', message: 'No test was found in the tests.' }] },
    })
  })

  it('and reports tests that never end', async () => {
    const tests = 'from solution import add\ndef test_hangs():\n    while True: pass\n'
    const budget = { maxCostUsd: 1, maxTokens: 1_000, maxTimeSeconds: 1 }
    const { output } = await execute({ code: solution, tests }, { budget })
    expect(output).toMatchObject({ success: false, exit_code: 124, tests: { ran: 0, failed: 1 } })
  })
})

describe('the executor finds its program', () => {
  const python = dependencyOutput(1, { code: 'result = "one"', language: 'python' })
  const javascript = dependencyOutput(3, { code: 'result = "three"', language: 'JavaScript', tests: '' })
  const noCode = dependencyOutput(4, { answer: 'nothing to run' }, 'retriever')

  it('in the last dependency that has code when the input has none', async () => {
    const { output } = await execute({}, { dependencies: [python, javascript, noCode] })
    expect(output).toMatchObject({ result: 'three', tests: null })
  })

  it('in the dependency it names', async () => {
    const { output } = await execute({ from_step: 1 }, { dependencies: [python, javascript] })
    expect(output['result']).toBe('one')
  })

  it.each([
    ['code', {}, [noCode]],
    ['code', { code: '  ' }, []],
    ['from_step', { from_step: 9 }, [python]],
    ['language', {}, [dependencyOutput(1, { code: 'fn main() {}', language: 'rust' })]],
  ])('or says what is wrong with %s', async (path, input, dependencies) => {
    await expect(execute(input, { dependencies })).rejects.toMatchObject({
      code: 'ARM_INPUT_INVALID',
      errors: [{ path }],
    })
  })
})
