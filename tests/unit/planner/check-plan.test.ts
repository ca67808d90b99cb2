import { describe, expect, it } from 'vitest'
import { Plan, type PlanStep } from '../../../src/contracts/plan.ts'
import { assemblePlan, checkSteps } from '../../../src/planner/check-plan.ts'
import { complexityOf } from '../../../src/planner/estimate-plan.ts'
import { SIX_ARMS } from '../../support/planning-request.ts'
import { planStep } from '../../support/plans.ts'

const rules = { arms: SIX_ARMS, budget: { maxCostUsd: 1, maxTimeSeconds: 600, maxTokens: 10_000 } }
const steps: readonly PlanStep[] = [
  planStep({ stepId: 1, armId: 'retriever', costTier: 1, estimatedDuration: 10 }),
  planStep({ stepId: 2, armId: 'coder', costTier: 4, estimatedDuration: 40, estimatedCost: 0.1 }),
  planStep({ stepId: 3, armId: 'executor', costTier: 3, estimatedDuration: 20, dependencies: [2], estimatedCost: 0.2 }),
  planStep({ stepId: 4, armId: 'judge', costTier: 2, estimatedDuration: 5, dependencies: [1, 3] }),
]

const change = (stepId: number, fields: Partial<PlanStep>): PlanStep[] =>
  steps.map((step) => (step.stepId === stepId ? { ...step, ...fields } : step))

describe('the check of a plan', () => {
  it('finds nothing in a good plan', () => {
    expect(checkSteps(steps, rules)).toEqual([])
  })

  it.each<[string, readonly PlanStep[], RegExp]>([
    ['ids out of order', [...steps].reverse(), /^Step 1 has the id 4/],
    ['a dependency on a later step', change(2, { dependencies: [3] }), /^Step 2 depends on step 3, which comes later/],
    ['a dependency on itself', change(2, { dependencies: [2] }), /^Step 2 depends on itself/],
    ['a dependency on nothing', change(2, { dependencies: [7] }), /^Step 2 depends on step 7, which does not exist/],
    ['an arm that is not on offer', change(2, { armId: 'wizard' }), /Arms on offer: planner, retriever, coder/],
    ['an action of white space', change(2, { action: ' '.repeat(20) }), /^Step 2: the action has fewer than 10/],
    ['no criteria', change(2, { acceptanceCriteria: [] }), /^Step 2 has 0 acceptance criteria/],
    ['six criteria', change(2, { acceptanceCriteria: [...'abcdef'] }), /^Step 2 has 6 acceptance criteria/],
    ['a cost over the budget', change(2, { estimatedCost: 0.9 }), /cost 1.1 USD, the budget is 1 USD/],
    ['a duration over the budget', change(2, { estimatedDuration: 600 }), /take 635 s, the budget is 600 s/],
    ['no steps', [], /no steps/],
  ])('finds %s', (_, plan, violation) => {
    expect(checkSteps(plan, rules)[0]).toMatch(violation)
  })

  it('holds the number of steps to the range it is given, and never allows more than 15', () => {
    expect(checkSteps(steps, { ...rules, minSteps: 5, maxSteps: 7 })).toEqual([
      'The plan has 4 steps, it needs 5 to 7.',
    ])
    const many = Array.from({ length: 16 }, (_, index) => planStep({ stepId: index + 1, armId: 'judge' }))
    expect(checkSteps(many, { ...rules, maxSteps: 99 })[0]).toMatch(/has 16 steps, it needs 1 to 15/)
  })

  it('wants a required capability covered by the arm of some step', () => {
    const violations = checkSteps(steps, { ...rules, requiredCapabilities: ['debugging', 'pii_detection'] })
    expect(violations).toEqual(['No step uses an arm with the required capability "pii_detection".'])
  })

  it.each<[string, Partial<PlanStep>, boolean]>([
    ['a judge', { armId: 'judge' }, true],
    ['a guardian', { armId: 'guardian' }, true],
    ['an executor with tests', { armId: 'executor', inputs: { tests: 'assert 1' } }, true],
    ['an action that verifies', { action: 'Verify the sum by hand' }, true],
    ['a criterion that verifies', { acceptanceCriteria: ['the sum was checked'] }, true],
    ['work only', {}, false],
  ])('takes %s as verification: %o is %s', (_, fields, verifies) => {
    const lone = planStep({ stepId: 1, armId: 'coder', action: 'Write the whole thing', ...fields })
    expect(checkSteps([lone], rules)).toHaveLength(verifies ? 0 : 1)
  })

  it('names every violation, not only the first', () => {
    expect(checkSteps(change(1, { armId: 'x', dependencies: [1], acceptanceCriteria: [] }), rules)).toHaveLength(3)
  })
})

describe('an assembled plan', () => {
  const plan = assemblePlan(steps, { source: 'person', confidenceScore: 0.9 })

  it('has the sum of its steps, and the longest chain as its critical path', () => {
    expect(Plan.parse(plan)).toEqual(plan)
    expect(plan).toMatchObject({ totalEstimatedDuration: 75, criticalPathDuration: 65, totalEstimatedCost: 0.3 })
    expect(plan).toMatchObject({ source: 'person', confidenceScore: 0.9, model: null })
  })

  it('has an id and totals of its own when it is made from another plan', () => {
    const edited = assemblePlan(steps.slice(0, 2), { ...plan, source: 'person' })
    expect(edited).toMatchObject({ totalEstimatedDuration: 50, steps: [{ stepId: 1 }, { stepId: 2 }] })
    expect(edited.planId).not.toBe(plan.planId)
  })

  it('has the complexity 0.4·steps/10 + 0.3·dependencies/10 + 0.3·(mean tier − 1)/4', () => {
    expect(plan.complexityScore).toBeCloseTo(0.4 * 0.4 + 0.3 * 0.3 + (0.3 * 1.5) / 4, 10)
  })

  it('is never more complex than 1', () => {
    const all = Array.from({ length: 15 }, (_, index) =>
      planStep({ stepId: index + 1, costTier: 5, dependencies: Array.from({ length: index }, (_, id) => id + 1) }),
    )
    expect(complexityOf(all)).toBe(1)
    expect(complexityOf([])).toBe(0)
  })
})
