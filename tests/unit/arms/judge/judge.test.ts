import { describe, expect, it } from 'vitest'
import type { StepRecord } from '../../../../src/contracts/step.ts'
import { broken, CODE, cited, judge, PASSED, RUN, tested } from '../../../support/judged.ts'
import { stepRecord } from '../../../support/plans.ts'
import { createScriptedModel } from '../../../support/scripted-model.ts'

const withEnd = (record: StepRecord, endLine: number): StepRecord => ({
  ...record,
  citations: record.citations.map((citation) => ({ ...citation, endLine })),
})

describe('createJudge: what is measured', () => {
  it('finds nothing wrong with work that is done', async () => {
    expect(await judge({ records: tested, dependencies: [[], [1]] })).toEqual({
      valid: true,
      confidence: 0.5,
      issues: [],
      passedCriteria: [],
      failedCriteria: [],
      qualityScore: 1,
    })
  })

  it('blames failing tests on the step that wrote the code, and quotes their names and messages', async () => {
    const { valid, issues, confidence } = await judge({ records: broken, dependencies: [[], [1]] })
    expect(valid).toBe(false)
    expect(confidence).toBe(1)
    expect(issues).toMatchObject([
      {
        severity: 'error',
        type: 'execution',
        stepId: 1,
        message: '2 of 3 tests failed: test_add (AssertionError: 3 != 4); test_zero (TypeError: bad operand)',
      },
    ])
  })

  it('blames a program that failed on the step that ran it when no other step wrote it', async () => {
    const output = { ...RUN, success: false, exit_code: 1, stderr: 'Traceback\nNameError: x', tests: null }
    const { issues } = await judge({ records: [stepRecord(1, { output })] })
    expect(issues).toMatchObject([{ stepId: 1, message: 'The program failed with exit code 1: NameError: x' }])
  })

  it('forgives a failed run when a later step that builds on it ran with success', async () => {
    const fixed = [...broken, stepRecord(3, { output: CODE }), stepRecord(4, { output: PASSED })]
    expect(await judge({ records: fixed, dependencies: [[], [1], [2], [3]] })).toMatchObject({
      valid: true,
      issues: [{ severity: 'info', type: 'execution' }],
    })
    expect(await judge({ records: fixed, dependencies: [[], [1], [], [3]] })).toMatchObject({ valid: false })
  })

  it('reports steps that failed, have no result, or an empty one, each by its id', async () => {
    const fault = { code: 'ARM_OUTPUT_INVALID' as const, message: 'It does not fit.', retryable: false }
    const records = [
      stepRecord(1, { status: 'error', output: {}, fault }),
      stepRecord(2, { status: 'skipped', output: {} }),
      stepRecord(3, { output: {} }),
    ]
    const { issues } = await judge({ records, dependencies: [[], [1], [], []] })
    expect(issues.map(({ severity, type, stepId }) => [stepId, severity, type])).toEqual([
      [1, 'error', 'schema'],
      [2, 'warning', 'execution'],
      [3, 'error', 'schema'],
      [4, 'error', 'schema'],
    ])
    expect(issues[0]?.message).toContain('It does not fit.')
  })

  it.each([
    ['other words', cited('Eleven [1].', 'twelve')],
    ['lines outside of the passage', cited('Eleven [1].', 'eleven', 13)],
    ['lines below the passage', withEnd(cited('Eleven [1].', 'eleven'), 20)],
    ['nothing', cited('Eleven [1].', '')],
  ])('refuses a citation that quotes %s', async (_, record) => {
    expect(await judge({ records: [record] })).toMatchObject({
      valid: false,
      issues: [{ severity: 'error', type: 'fact', stepId: 1 }],
    })
  })

  it('accepts a citation that stands in the passage, and warns of a sentence without one', async () => {
    expect(await judge({ records: [cited('Eleven [1].', 'eleven')] })).toMatchObject({ valid: true, issues: [] })
    expect(await judge({ records: [cited('Eleven [1]. And more.', 'eleven')] })).toMatchObject({
      valid: true,
      issues: [{ severity: 'warning', type: 'fact', message: '1 of 2 sentences cite no source.' }],
    })
  })

  it('refuses a [n] that no source stands for', async () => {
    const { issues } = await judge({ records: [cited('Eleven [1]. Twelve [2].', 'eleven')] })
    expect(issues).toMatchObject([{ severity: 'error', message: 'The answer cites [2], which no source stands for.' }])
  })

  it('warns when the documents held nothing', async () => {
    const output = { found: false, answer: 'Nothing.', passages: [] }
    expect(await judge({ records: [stepRecord(1, { output })] })).toMatchObject({
      valid: true,
      issues: [{ severity: 'warning', type: 'fact' }],
    })
  })

  it('does not wave through what a judge step of the plan refused, and says it once', async () => {
    const verdict = { valid: false, confidence: 1, passed_criteria: [], failed_criteria: [], quality_score: 0 }
    const found = [{ severity: 'error', type: 'fact', message: 'Made up.', suggestion: '', step_id: 1 }]
    const records = [1, 2].map((id) => stepRecord(id, { output: { ...verdict, issues: found } }))
    expect(await judge({ records })).toMatchObject({ valid: false, issues: [{ message: 'Made up.', stepId: 1 }] })
  })
})

describe('createJudge: criteria', () => {
  it('judges criteria and constraints of the task and of each step', async () => {
    const records = [stepRecord(1, { output: { sentiment_score: 0.3, price: 9 } })]
    const verdict = await judge({
      records,
      criteria: ['Sentiment score between -1 and 1'],
      constraints: ['Price at most 5'],
      stepCriteria: ['Price above 8', 'Reads well'],
    })
    expect(verdict).toMatchObject({
      valid: false,
      passedCriteria: ['Sentiment score between -1 and 1', 'Price above 8'],
      failedCriteria: ['Price at most 5'],
      qualityScore: 2 / 3,
    })
    expect(verdict.issues).toMatchObject([{ severity: 'error', type: 'criteria', stepId: 1 }])
  })

  it('without a model neither passes nor fails what only a reader can tell', async () => {
    const verdict = await judge({ records: tested, dependencies: [[], [1]], criteria: ['It reads well'] })
    expect(verdict).toMatchObject({ valid: true, passedCriteria: [], failedCriteria: [], confidence: 0.3 })
    expect(verdict.issues).toMatchObject([{ severity: 'info', message: 'Not verified: It reads well' }])
  })

  it('asks a model once, for all that it could not decide by looking', async () => {
    const criteria = [
      { criterion: 'it reads well!', met: true, why: 'Short.' },
      { criterion: 'It is polite', met: false, why: 'Rude.' },
    ]
    const model = createScriptedModel({ criteria, issues: [], quality_score: 0.6 })
    const asked = ['It reads well', 'It is polite', 'All tests pass', 'It rhymes']
    const verdict = await judge({ records: tested, dependencies: [[], [1]], criteria: asked, model })
    expect(verdict).toMatchObject({
      valid: false,
      passedCriteria: ['It reads well', 'All tests pass'],
      failedCriteria: ['It is polite'],
      qualityScore: 0.6,
      confidence: (0.7 + 0.7 + 1 + 0.3) / 4,
    })
    const prompt = model.asked[0]?.messages.at(-1)?.content ?? ''
    expect(model.asked).toMatchObject([{ purpose: 'judge' }])
    expect(prompt).toContain('Criteria:\n- It reads well\n- It is polite\n- It rhymes\n')
    expect(prompt).toContain('met: All tests pass')
  })

  it('believes what was measured, whatever the model says', async () => {
    const criterion = 'All tests pass'
    const says = (met: boolean) => createScriptedModel({ criteria: [{ criterion, met }], quality_score: met ? 1 : 0 })
    const plan = { dependencies: [[], [1]], criteria: [criterion] }
    expect(await judge({ records: broken, ...plan, model: says(true) })).toMatchObject({ failedCriteria: [criterion] })
    expect(await judge({ records: tested, ...plan, model: says(false) })).toMatchObject({ passedCriteria: [criterion] })
  })
})
