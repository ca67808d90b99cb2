import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { checksOf, openCoderDesk } from '../../../support/coder-desk.ts'
import { ADD, ADD_UNRUN } from './scripted-programs.ts'

// A run starts an interpreter: on a busy machine a handful of them take longer than the usual limit.
vi.setConfig({ testTimeout: 90_000 })

let desk: Awaited<ReturnType<typeof openCoderDesk>>
beforeAll(async () => {
  desk = await openCoderDesk()
})
afterEach(() => desk.server.forget())
afterAll(() => desk.close())

const RUN = ['python', 'javascript', 'typescript'] as const
const UNRUN = ['go', 'rust', 'java'] as const

describe.each(RUN)('in %s', (language) => {
  const { right, wrong, tests } = ADD[language]

  it('generated code is run against its tests, which must notice an empty program', async () => {
    desk.answers({ code: right, tests })
    const outcome = await desk.execute({ language })
    expect(checksOf(outcome)).toEqual({
      complete: 'passed',
      syntax: 'passed',
      tests: 'passed',
      empty_program: 'passed',
    })
    expect(outcome).toMatchObject({ confidence: 0.85, output: { language, code: right, tests, fixes: 0 } })
  })

  it('corrected code comes with its cause and a test that fails without the correction', async () => {
    desk.answers({ cause: 'It subtracts.', code: right, tests })
    const outcome = await desk.execute({ task: 'debug', language, code: wrong })
    expect(checksOf(outcome)).toMatchObject({ tests: 'passed', given_code: 'passed' })
    expect(outcome).toMatchObject({ confidence: 0.9, output: { cause: 'It subtracts.', code: right } })
  })

  it.each(['refactor', 'optimize'])(
    'to %s code it must pass the given tests, and these come back as they were',
    async (task) => {
      desk.answers({ code: `${right}\n\n`, explanation: 'Shorter.' })
      const outcome = await desk.execute({ task, language, code: right, tests })
      expect(checksOf(outcome)).toEqual({ complete: 'passed', syntax: 'passed', given_tests: 'passed' })
      expect(outcome).toMatchObject({ confidence: 0.9, output: { tests } })
    },
  )

  it.each(['refactor', 'optimize'])(
    'to %s code without tests, tests are written that hold before and after',
    async (task) => {
      desk.answers({ code: `${right}\n\n`, tests })
      const outcome = await desk.execute({ task, language, code: right })
      expect(checksOf(outcome)).toMatchObject({ tests: 'passed', given_code: 'passed', empty_program: 'passed' })
      expect(outcome.confidence).toBe(0.9)
    },
  )

  it('tests for given code are run against it, and the code comes back as it was', async () => {
    desk.answers({ tests, code: 'something else' })
    const outcome = await desk.execute({ task: 'test', language, code: right })
    expect(checksOf(outcome)).toMatchObject({ tests: 'passed', empty_program: 'passed' })
    expect(outcome).toMatchObject({ confidence: 0.85, output: { code: right, tests } })
  })
})

describe.each(UNRUN)('in %s, which is not run here,', (language) => {
  const { right, broken, tests } = ADD_UNRUN[language]

  it.each(['generate', 'debug', 'refactor', 'optimize', 'test'])(
    'to %s means: the syntax is checked, and the result says that nothing was run',
    async (task) => {
      desk.answers({ cause: 'It is.', code: right, tests })
      const outcome = await desk.execute({ task, language, ...(task === 'generate' ? {} : { code: right }) })
      expect(checksOf(outcome)).toMatchObject({ syntax: 'passed', tests: 'skipped' })
      expect(outcome).toMatchObject({
        confidence: 0.6,
        output: {
          warnings: [`Nothing was run: ${language} is not run here, only Python, JavaScript and TypeScript are.`],
        },
      })
    },
  )

  it('a syntax error goes back to the model with its place, and the corrected code is the result', async () => {
    desk.answers({ code: broken, tests }, { code: right, tests })
    const outcome = await desk.execute({ language })
    expect(desk.prompts()[1]).toMatch(/Syntax error in the code, line \d, column \d+/)
    expect(outcome).toMatchObject({ confidence: 0.6, output: { code: right, fixes: 1 } })
  })
})

describe('to analyze', () => {
  const code = 'def mean(xs):\n    return sum(xs) / len(xs)\n\nprint(mean([]))'
  const finding = { severity: 'error', start_line: 2, end_line: 2, message: 'Divides by 0', quote: 'sum(xs) / len(xs)' }

  it('gives findings with severity and lines, and the code as it was', async () => {
    desk.answers({ findings: [finding], explanation: 'A mean.' })
    const outcome = await desk.execute({ task: 'analyze', code })
    expect(outcome).toMatchObject({ confidence: 0.7, output: { code, findings: [finding], explanation: 'A mean.' } })
    expect(desk.prompts()[0]).toContain('2|     return sum(xs) / len(xs)')
  })

  it('puts a finding to the line where its quotation stands', async () => {
    desk.answers({ findings: [{ ...finding, start_line: 4, end_line: 4 }], explanation: 'A mean.' })
    const { output } = await desk.execute({ task: 'analyze', code })
    expect(output).toMatchObject({ findings: [{ start_line: 2, end_line: 2 }] })
  })

  it('reads findings of other scales, with lines as text', async () => {
    desk.answers({
      findings: [{ ...finding, severity: 'High', start_line: '2', end_line: null }],
      explanation: 'A mean.',
    })
    expect(await desk.execute({ task: 'analyze', code })).toMatchObject({ output: { findings: [finding] } })
  })

  it('leaves out, after asking again, what quotes code that is not there', async () => {
    const invented = { ...finding, quote: 'os.system(cmd)' }
    desk.answers({ findings: [finding, invented], explanation: 'A mean.' })
    const outcome = await desk.execute({ task: 'analyze', code })
    expect(outcome).toMatchObject({ confidence: 0.35, output: { findings: [finding], fixes: 2 } })
    expect(String(outcome.output['warnings'])).toContain('1 of 2 findings')
    expect(desk.prompts()[1]).toContain('The quotation of the finding for line 2 is not in the code')
  })

  it('takes a syntax error from the parser, whatever the model says', async () => {
    desk.answers({ findings: [], explanation: 'Fine.' })
    const { output } = await desk.execute({ task: 'analyze', language: 'go', code: ADD_UNRUN.go.broken })
    expect(output).toMatchObject({
      findings: [{ severity: 'error', start_line: 3, quote: expect.stringContaining('Add(a int b int)') }],
    })
  })

  it('is half sure of code in which nothing is found', async () => {
    desk.answers({ findings: [], explanation: 'Fine.' })
    expect(await desk.execute({ task: 'analyze', code })).toMatchObject({ confidence: 0.5, output: { findings: [] } })
  })
})

describe('to explain', () => {
  it.each([
    [0.6, 'Calls `sum` and `len` in `mean()`.'],
    [0.4, 'Calls `numpy.mean` on a `DataFrame`.'],
    [0.4, 'It computes something.'],
  ])('gives words and no code, with confidence %d for: %s', async (confidence, explanation) => {
    desk.answers({ explanation })
    const outcome = await desk.execute({ task: 'explain', code: 'def mean(xs):\n    return sum(xs) / len(xs)' })
    expect(outcome).toMatchObject({ confidence, output: { code: '', tests: '', explanation } })
    expect(desk.prompts()[0]).not.toContain('test_solution.py')
  })

  it('takes prose where JSON was asked for', async () => {
    desk.answers('The function `mean` divides the sum by the length.')
    const { output } = await desk.execute({ task: 'explain', code: 'def mean(xs): return sum(xs) / len(xs)' })
    expect(output['explanation']).toBe('The function `mean` divides the sum by the length.')
  })
})
