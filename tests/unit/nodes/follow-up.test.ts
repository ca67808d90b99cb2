import { describe, expect, it } from 'vitest'
import type { JudgeIssue, Verdict } from '../../../src/contracts/verdict.ts'
import { followUp, type Judged, withDependants } from '../../../src/nodes/follow-up.ts'
import { planOf, planStep, stepRecord } from '../../support/plans.ts'

// 1 → 2 → 4 (a judge step), 1 → 3
const plan = planOf([
  planStep({ stepId: 1 }),
  planStep({ stepId: 2, dependencies: [1] }),
  planStep({ stepId: 3, dependencies: [1] }),
  planStep({ stepId: 4, armId: 'judge', dependencies: [2] }),
])

const wrong = (stepId?: number): JudgeIssue => ({
  severity: 'error',
  type: 'execution',
  message: 'wrong',
  suggestion: '',
  ...(stepId === undefined ? {} : { stepId }),
})

function judged(given: Partial<Omit<Judged, 'verdict'>> & { verdict?: Partial<Verdict> }): Judged {
  const { verdict, ...rest } = given
  return {
    plan,
    records: [1, 2, 3, 4].map((stepId) => stepRecord(stepId)),
    repairs: 0,
    replans: 0,
    canReplan: true,
    acted: [],
    ...rest,
    verdict: {
      valid: false,
      confidence: 0.5,
      issues: [],
      passedCriteria: [],
      failedCriteria: [],
      qualityScore: 0.5,
      ...verdict,
    },
  }
}

describe('what follows the verdict', () => {
  it('is integration when the result is valid', () => {
    expect(followUp(judged({ verdict: { valid: true } }))).toEqual({ move: 'integrate' })
  })

  it('is a repair of the steps the judge names and of all that builds on them', () => {
    const next = followUp(judged({ verdict: { issues: [wrong(2)] } }))
    expect(next).toMatchObject({ move: 'repair', steps: [2, 4] })
  })

  it('is a repair of the final steps when the judge names none, checks that follow them included', () => {
    const next = followUp(judged({ verdict: { failedCriteria: ['includes a docstring'] } }))
    expect(next).toMatchObject({ move: 'repair', steps: [2, 3, 4] })
    expect(next.move === 'repair' && next.issues.map(({ message }) => message)).toEqual([
      'Not met: includes a docstring',
    ])
  })

  it('is a new plan when two repairs did not help', () => {
    expect(followUp(judged({ repairs: 2, verdict: { issues: [wrong(2)] } }))).toEqual({ move: 'replan' })
  })

  it('is a new plan when a step could not be done at all', () => {
    const fault = { code: 'ARM_FAILED', message: 'broke', retryable: false } as const
    const records = [stepRecord(1), stepRecord(2, { status: 'error', fault })]
    expect(followUp(judged({ records }))).toEqual({ move: 'replan' })
  })

  it('is the end after two new plans', () => {
    expect(followUp(judged({ repairs: 2, replans: 2, verdict: { issues: [wrong(2)] } }))).toEqual({ move: 'give_up' })
  })

  it('is the end when the plan came from rules, which would only give the same again', () => {
    expect(followUp(judged({ repairs: 2, canReplan: false, verdict: { issues: [wrong()] } }))).toEqual({
      move: 'give_up',
    })
  })

  it.each(['BUDGET_EXCEEDED', 'TASK_TIMEOUT', 'STEP_REJECTED', 'NEEDS_RECONCILIATION'] as const)(
    'is the end after %s, which no repair changes',
    (code) => {
      const fault = { code, message: 'final', retryable: false }
      const records = [stepRecord(1, { status: 'error', fault })]
      expect(followUp(judged({ records, verdict: { issues: [wrong(1)] } }))).toEqual({ move: 'give_up' })
    },
  )
})

describe('the steps a repair touches', () => {
  it('are those named and everything downstream, in the plan’s order', () => {
    expect(withDependants(plan, [3])).toEqual([3])
    expect(withDependants(plan, [1])).toEqual([1, 2, 3, 4])
  })
})
