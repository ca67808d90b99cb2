import { describe, expect, it } from 'vitest'
import type { StepRecord } from '../../../src/contracts/step.ts'
import type { Verdict } from '../../../src/contracts/verdict.ts'
import { integrateResults } from '../../../src/nodes/integrate-results.ts'
import { planOf, planStep, stepRecord } from '../../support/plans.ts'

const CODE = {
  language: 'python',
  code: 'def add(a, b):\n    return a + b',
  tests: 'import unittest',
  explanation: 'Adds.',
}
const RUN = { success: true, exit_code: 0, stdout: '', stderr: '', duration_ms: 5, truncated: false, result: null }
const passed = { ...RUN, tests: { ran: 5, failed: 0, failures: [] } }

const citation = (marker: number, source: string) => ({ marker, source, startLine: 3, endLine: 4, quote: 'two\nlines' })

/** `dependencies[n]` are those of step n + 1. */
const integrate = (dependencies: number[][], records: StepRecord[], verdict: Verdict | null = null) =>
  integrateResults({
    contract: { goal: 'reach the goal' },
    plan: planOf(dependencies.map((list, index) => planStep({ stepId: index + 1, dependencies: list }))),
    records,
    verdict,
  })

describe('integrateResults', () => {
  it('answers a code task with the code, how its tests went, and both files', () => {
    const { answer, artifacts, outputs } = integrate(
      [[], [1], [2]],
      [
        stepRecord(1, { output: CODE }),
        stepRecord(2, { output: passed }),
        stepRecord(3, { armId: 'judge', output: { valid: true } }),
      ],
    )
    expect(answer).toBe(`\`\`\`python\n${CODE.code}\n\`\`\`\n\nAdds.\n\nIt was tested: 5 of 5 tests passed.`)
    expect(artifacts.map(({ name, content }) => [name, content])).toEqual([
      ['solution.py', CODE.code],
      ['test_solution.py', 'import unittest'],
    ])
    expect(Object.keys(outputs)).toEqual(['1', '2', '3'])
  })

  it('answers an analysis with the code, what it does and each finding by its lines', () => {
    const finding = { severity: 'error', start_line: 2, end_line: 2, message: 'Adds texts too.', suggestion: 'Check.' }
    const output = { ...CODE, tests: '', findings: [finding, { ...finding, severity: 'info', end_line: 3 }] }
    const { answer } = integrate([[]], [stepRecord(1, { output })])
    expect(answer.split('\n\n').slice(1)).toEqual([
      'Adds.',
      '- error, line 2: Adds texts too. Check.\n- info, lines 2–3: Adds texts too. Check.',
    ])
  })

  it('answers an explanation with its words', () => {
    const output = { ...CODE, code: '', tests: '', explanation: 'It adds.' }
    expect(integrate([[]], [stepRecord(1, { output })]).answer).toBe('It adds.')
  })

  it('does not say that tests passed when some failed', () => {
    const failed = { ...RUN, success: false, exit_code: 1, tests: { ran: 5, failed: 2, failures: [] } }
    const { answer } = integrate([[], [1]], [stepRecord(1, { output: CODE }), stepRecord(2, { output: failed })])
    expect(answer).toContain('only 3 of 5 tests passed')
  })

  it('answers a question with the cited answer and its sources', () => {
    const output = { found: true, answer: 'It is so [1].', passages: [] }
    const result = integrate([[]], [stepRecord(1, { output, citations: [citation(1, 'a.md')] })])
    expect(result.answer).toBe('It is so [1].\n\nSources:\n- [1] a.md, lines 3–4')
    expect(result.citations).toEqual([citation(1, 'a.md')])
  })

  it.each([
    [{ ...RUN, result: 42 }, '42'],
    [{ ...RUN, result: { mean: 2 } }, '```json\n{\n  "mean": 2\n}\n```'],
    [{ ...RUN, stdout: 'hello\n' }, '```\nhello\n```'],
  ])('answers a computation with what it worked out or printed', (output, answer) => {
    expect(integrate([[]], [stepRecord(1, { output })]).answer).toBe(`${answer}\n\nIt was run and ended well.`)
  })

  it('shows what an arm of the user says, or else all of its output', () => {
    expect(integrate([[]], [stepRecord(1, { output: { summary: 'Sunny.', days: 3 } })]).answer).toBe('Sunny.')
    expect(integrate([[]], [stepRecord(1, { output: { days: 3 } })]).answer).toContain('"days": 3')
  })

  it('sequential: shows only the last of a chain of steps', () => {
    const records = [1, 2, 3].map((id) => stepRecord(id, { output: { text: `text ${id}` } }))
    expect(integrate([[], [1], [2]], records).answer).toBe('text 3')
  })

  it('accumulative: gives each of several final steps its section, citations counted through', () => {
    const found = (id: number, answer: string, source: string) =>
      stepRecord(id, { action: `look into ${source}`, output: { answer }, citations: [citation(1, source)] })
    const { answer, citations } = integrate([[], []], [found(1, 'One [1].', 'a.md'), found(2, 'Two a[1] [1].', 'b.md')])
    expect(answer).toContain('## look into a.md\n\nOne [1].')
    expect(answer).toContain('## look into b.md\n\nTwo a[1] [2].')
    expect(citations.map(({ marker, source }) => [marker, source])).toEqual([
      [1, 'a.md'],
      [2, 'b.md'],
    ])
  })

  it('hierarchical: shows a step that joins branches first, then each branch', () => {
    const records = [1, 2, 3].map((id) => stepRecord(id, { action: `action of ${id}`, output: { text: `text ${id}` } }))
    expect(integrate([[], [], [1, 2]], records).answer).toBe(
      'text 3\n\n## action of 1\n\ntext 1\n\n## action of 2\n\ntext 2',
    )
  })

  it('keeps two artifacts of one name apart', () => {
    const [one, two] = [stepRecord(1, { output: CODE }), stepRecord(2, { output: { ...CODE, code: 'x = 1' } })]
    const names = integrate([[], []], [one, two]).artifacts.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('solution.py')
  })

  it('marks an unfinished task as partial, with what is missing and why, and keeps what was finished', () => {
    const fault = { code: 'ARM_TIMEOUT' as const, message: 'It took too long.', retryable: true }
    const { answer, outputs } = integrate(
      [[], [1], [2]],
      [stepRecord(1, { output: { text: 'first' } }), stepRecord(2, { status: 'error', output: {}, fault })],
    )
    expect(answer).toContain('**Partial result**: 1 of 3 steps finished.')
    expect(answer).toContain('Step 2, do the work of step 2: It took too long.')
    expect(answer).toContain('Step 3, do the work of step 3: It was not run.')
    expect(answer).toMatch(/first$/)
    expect(outputs).toEqual({ '1': { text: 'first' } })
  })

  it('says what the judge did not accept', () => {
    const issue = { severity: 'error' as const, type: 'criteria' as const, message: 'Too short.', suggestion: '' }
    const verdict = {
      valid: false,
      confidence: 1,
      issues: [issue],
      passedCriteria: [],
      failedCriteria: [],
      qualityScore: 0,
    }
    const { answer, confidence } = integrate([[]], [stepRecord(1, { confidence: 0.8 })], verdict)
    expect(answer).toContain('Not accepted by the judge.**\n>\n> - Too short.')
    expect(confidence).toBeCloseTo(0.4)
  })

  it('trusts a result half for its own confidence and half for the weakest step it builds on', () => {
    const records = [
      stepRecord(1, { confidence: 0.2 }),
      stepRecord(2, { confidence: 1 }),
      stepRecord(3, { confidence: 0.8 }),
    ]
    expect(integrate([[], [1], [2]], records).confidence).toBeCloseTo(0.5 * 0.8 + 0.5 * 0.2)
    expect(integrate([[], [], []], records).confidence).toBeCloseTo(2 / 3)
    expect(integrate([[], [1], [2], [3]], records).confidence).toBeCloseTo(0.5 * 0.75)
  })

  it('has no confidence in nothing', () => {
    expect(integrate([[], [1]], [])).toMatchObject({ confidence: 0, outputs: {}, citations: [] })
  })

  it('fences code that holds fences', () => {
    const output = { ...CODE, code: '"""\n```\n"""' }
    expect(integrate([[]], [stepRecord(1, { output })]).answer).toContain('````python\n"""\n```\n"""\n````')
  })
})
