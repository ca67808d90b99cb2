import { describe, expect, it } from 'vitest'
import type { PlanStep } from '../../../src/contracts/plan.ts'
import { readPlan } from '../../../src/planner/model-planner.ts'
import type { PlanningRequest } from '../../../src/planner/planner.ts'
import { answerStep } from '../../support/plan-answer.ts'
import { planningRequest } from '../../support/planning-request.ts'

const coder = answerStep(1, 'coder', 'Write the function and its tests')
const executor = answerStep(2, 'executor', 'Run the tests of the function', [1])
const judge = answerStep(3, 'judge', 'Judge the function by the criteria', [1, 2])

function stepsOf(plan: readonly object[], request: Partial<PlanningRequest> = {}): PlanStep[] {
  const { steps, violations } = readPlan(JSON.stringify({ plan }), planningRequest(request), {
    minSteps: 1,
    maxSteps: 7,
  })
  expect(violations).toEqual([])
  return steps
}

describe('what a model leaves out or gets wrong is mended without it', () => {
  it('steps are put in an order in which each comes after those it needs, and references follow', () => {
    const steps = stepsOf([
      { ...judge, step_id: 'final', dependencies: ['code', 'run'] },
      { ...executor, step_id: 'run', dependencies: ['code'], inputs: { from_step: 'code' } },
      { ...coder, step_id: 'code' },
    ])
    expect(steps.map(({ armId, dependencies }) => [armId, dependencies])).toEqual([
      ['coder', []],
      ['executor', [1]],
      ['judge', [1, 2]],
    ])
    expect(steps[1]?.inputs).toEqual({ from_step: 1 })
  })

  it('a step whose code is taken over becomes a dependency', () => {
    const steps = stepsOf([coder, { ...executor, dependencies: [], inputs: { from_step: 1 } }, judge])
    expect(steps[1]?.dependencies).toEqual([1])
  })

  it("missing criteria are the task's, or that the output does what the step asks", () => {
    const bare = { ...coder, acceptance_criteria: [] }
    expect(stepsOf([bare, { ...judge, dependencies: [1] }], { acceptanceCriteria: ['is fast'] })[0]).toMatchObject({
      acceptanceCriteria: ['is fast'],
    })
    expect(stepsOf([bare, { ...judge, dependencies: [1] }])[0]?.acceptanceCriteria).toEqual([
      'The output does what was asked: Write the function and its tests',
    ])
  })

  it('criteria beyond five are kept in the fifth', () => {
    const [first] = stepsOf([
      { ...coder, acceptance_criteria: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      { ...judge, dependencies: [1] },
    ])
    expect(first?.acceptanceCriteria).toEqual(['a', 'b', 'c', 'd', 'e; f; g'])
  })

  it('missing estimates come from the cost tier of the arm', () => {
    const unknown = { estimated_duration: null, estimated_cost: null }
    const steps = stepsOf([
      { ...coder, ...unknown },
      { ...judge, ...unknown, dependencies: [1] },
    ])
    expect(steps.map(({ costTier, estimatedDuration }) => [costTier, estimatedDuration])).toEqual([
      [4, 45],
      [2, 15],
    ])
  })

  it('missing estimates never break the budget', () => {
    const unknown = { estimated_duration: null, estimated_cost: null }
    const budget = { maxCostUsd: 0, maxTimeSeconds: 10, maxTokens: 10_000 }
    const steps = stepsOf(
      [
        { ...coder, ...unknown },
        { ...judge, ...unknown, dependencies: [1] },
      ],
      { budget },
    )
    expect(steps.map(({ estimatedCost, estimatedDuration }) => [estimatedCost, estimatedDuration])).toEqual([
      [0, 5],
      [0, 5],
    ])
  })

  it.each([
    [30, 30],
    ['45', 45],
    ['30s', 30],
    ['2 minutes', 120],
    ['5-10 seconds', 10],
    ['1 hour', 3_600],
    ['500ms', 0.5],
    ['soon', 45],
    [-1, 45],
  ])('a duration of %o is %d seconds', (given, seconds) => {
    const budget = { maxCostUsd: 1, maxTimeSeconds: 4_000, maxTokens: 10_000 }
    const [first] = stepsOf(
      [
        { ...coder, estimated_duration: given },
        { ...judge, dependencies: [1] },
      ],
      { budget },
    )
    expect(first?.estimatedDuration).toBe(seconds)
  })

  it('capabilities that the arm does not have are dropped, since no arm could be found for them', () => {
    const [first] = stepsOf([
      { ...coder, required_capabilities: ['debugging', 'magic'] },
      { ...judge, dependencies: [1] },
    ])
    expect(first?.requiredCapabilities).toEqual(['debugging'])
  })

  it.each([
    [0.7, 0.7],
    [85, 0.85],
    ['90%', 0.9],
    ['high', 0.8],
    ['very', 0.5],
    [undefined, 0.5],
    [-3, 0.5],
  ])('a confidence of %o is %d', (given, confidence) => {
    const text = JSON.stringify({ plan: [coder, { ...judge, dependencies: [1] }], confidence_score: given })
    const { draft } = readPlan(text, planningRequest(), { minSteps: 1, maxSteps: 7 })
    expect(draft.confidence).toBeCloseTo(confidence, 10)
  })
})
