import { describe, expect, it } from 'vitest'
import { checkCriterion } from '../../../../src/arms/judge/check-criterion.ts'
import { planStep, stepRecord } from '../../../support/plans.ts'

const RUN = { success: true, stdout: '', stderr: '', exit_code: 0, tests: null as object | null }
const withTests = (failed: number) => ({ ...RUN, success: failed === 0, tests: { ran: 3, failed, failures: [] } })
const python = (code: string, tests = '') => ({ language: 'python', code, tests })

const DOCUMENTED = 'def add(\n    a: int,\n    b: int,\n) -> int:\n    """Adds."""\n    return a + b\n'
const BARE = 'def add(a, b):\n    return a + b\n'

/** The steps form a chain: each builds on the one before. */
function check(criterion: string, ...outputs: Record<string, unknown>[]) {
  const records = outputs.map((output, index) => stepRecord(index + 1, { output }))
  const steps = records.map(({ stepId }) => planStep({ stepId, dependencies: stepId === 1 ? [] : [stepId - 1] }))
  const work = { steps, records }
  return checkCriterion(criterion, { about: records, work, hasPii: (text) => text.includes('@') })
}

describe('checkCriterion', () => {
  it.each([
    ['Sentiment score between -1 and 1', { sentiment_score: -0.4 }, true],
    ['Sentiment score between -1 and 1', { sentiment_score: 3 }, false],
    ['The sentiment score must be in the range [-1, 1]', { sentimentScore: -1.5 }, false],
    ['Each score is from 0 to 10', { scores: [1, 5, 11] }, false],
    ['Each score is from 0 to 10', { result: { items: [{ score: 1 }, { score: 10 }] } }, true],
    ['Mean at least 2.5', { mean: 2.5 }, true],
    ['Mean at least 2.5', { mean: 2.4 }, false],
    ['Error rate below 0.1', { error_rate: 0.1 }, false],
    ['Error rate <= 0.1', { error_rate: 0.1 }, true],
    ['Price no more than 5', { price: 6 }, false],
    ['Count greater than 0', { count: 0 }, false],
  ])('measures "%s" on %j', (criterion, output, met) => {
    expect(check(criterion, output)).toMatchObject({ met, stepId: 1 })
  })

  it.each([
    ['Sentiment score between -1 and 1', { confidence: 3 }],
    ['Sentiment score between -1 and 1', { passages: [{ score: 3 }] }],
    ['Answer of at most 200 words', { answer: 'short', answers: 900 }],
    ['Improve accuracy by at least 5%', { accuracy: 3 }],
    ['Include docstring', { text: 'no code' }],
    ['Add unit tests', { text: 'no code' }],
    ['All tests pass', python(BARE, 'tests that nobody ran')],
    ['The answer cites its sources', { answer: 'by heart' }],
    ['Is easy to read', python(BARE)],
  ])('leaves "%s" open on %j', (criterion, output) => {
    expect(check(criterion, output)).toBeNull()
  })

  it('measures the field that resembles the words most, in the last step that has one', () => {
    const outputs = [{ sentiment_score: 5, score: 0 }, { sentiment_score: 0 }, { score: 5 }]
    expect(check('Sentiment score between -1 and 1', ...outputs)).toMatchObject({ met: true, stepId: 2 })
  })

  it.each([
    [DOCUMENTED, true],
    [`${DOCUMENTED}\n${BARE}`, false],
    ['class Sum:\n    # a remark\n\n    r"""Sums."""\n', true],
    ['async def go():\n    return "text"\n', false],
    ['"""Prints."""\nprint(1)\n', true],
    ['print("""not one""")\n', false],
    [`${DOCUMENTED}\ndef _hidden():\n    pass\n`, true],
  ])('looks for docstrings in Python: %j', (code, met) => {
    expect(check('Include docstring', python(code))).toMatchObject({ met })
  })

  it('looks for documentation comments in JavaScript', () => {
    const code = 'export function add(a, b) {\n  return a + b\n}\n'
    expect(check('Include docstrings', { language: 'javascript', code })).toMatchObject({ met: false, stepId: 1 })
    expect(check('Include docstrings', { language: 'javascript', code: `/** Adds. */\n${code}` })).toMatchObject({
      met: true,
    })
  })

  it('takes unit tests for added only when they are there and were run', () => {
    expect(check('Add unit tests', python(BARE))).toMatchObject({
      met: false,
      stepId: 1,
      why: 'Step 1 wrote no tests.',
    })
    expect(check('Add unit tests', python(BARE, 'tests'))).toMatchObject({
      met: false,
      why: expect.stringContaining('none was run'),
    })
    expect(check('Add unit tests', python(BARE, 'tests'), withTests(0))).toMatchObject({ met: true })
  })

  it('takes tests for passed by their last run', () => {
    expect(check('All unit tests pass', python(BARE, 'tests'), withTests(1))).toMatchObject({ met: false, stepId: 1 })
    expect(check('All unit tests pass', python(BARE, 'tests'), withTests(1), withTests(0))).toMatchObject({ met: true })
  })

  it('knows whether code ran without errors', () => {
    expect(check('Code runs without errors', python(BARE), RUN)).toMatchObject({ met: true })
    expect(check('Code runs without errors', python(BARE), { ...RUN, success: false })).toMatchObject({ met: false })
  })

  it('knows whether an answer from documents cites them', () => {
    const passages = [{ source: 'a.md', start_line: 1, end_line: 1, text: 'x' }]
    expect(check('The answer cites its sources', { answer: 'x', passages })).toMatchObject({ met: false, stepId: 1 })
  })

  it('finds personal data in an output however long it is', () => {
    expect(check('No PII in output', { text: 'clean' })).toMatchObject({ met: true })
    expect(check('Output without personal data', { text: `${'x'.repeat(149_000)}@` })).toMatchObject({
      met: false,
      stepId: 1,
    })
  })

  it('never hands a scanner more than 50,000 characters, nor cuts a match in two', () => {
    const needle = 'a'.repeat(20)
    for (const before of [49_990, 99_480, 120_000]) {
      const record = stepRecord(1, { output: { text: `${'x'.repeat(before)}${needle}${'x'.repeat(30_000)}` } })
      const work = { steps: [planStep({ stepId: 1 })], records: [record] }
      const hasPii = (text: string) => {
        expect(text.length).toBeLessThanOrEqual(50_000)
        return text.includes(needle)
      }
      expect(checkCriterion('No PII', { about: [record], work, hasPii })).toMatchObject({ met: false })
    }
  })

  it('leaves personal data to others when it has no scanner', () => {
    const records = [stepRecord(1)]
    const work = { steps: [planStep({ stepId: 1 })], records }
    expect(checkCriterion('No PII in output', { about: records, work, hasPii: undefined })).toBeNull()
  })
})
