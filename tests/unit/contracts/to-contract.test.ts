import { describe, expect, it } from 'vitest'
import { TaskRequest } from '../../../src/contracts/task.ts'
import { toContract } from '../../../src/contracts/to-contract.ts'

describe('a request made a contract', () => {
  it('fills in every default when only the goal is given', () => {
    expect(toContract({ goal: 'count the words' })).toEqual({
      goal: 'count the words',
      constraints: [],
      context: {},
      acceptanceCriteria: [],
      priority: 'medium',
      budget: { maxCostUsd: 1, maxTimeSeconds: 600, maxTokens: 10_000 },
      deadlineSeconds: null,
      requiredCapabilities: [],
      parentTaskId: null,
      metadata: {},
      approval: 'never',
    })
  })

  it('takes a budget in part', () => {
    expect(toContract({ goal: 'g', budget: { maxTokens: 500 } }).budget).toEqual({
      maxCostUsd: 1,
      maxTimeSeconds: 600,
      maxTokens: 500,
    })
  })

  it('folds limits among the constraints into the budget and turns the rest into sentences', () => {
    const { budget, constraints } = toContract({
      goal: 'g',
      constraints: { max_time_seconds: 900, max_cost_dollars: 0.2, output_language: 'German', strict: true },
    })
    expect(budget).toEqual({ maxCostUsd: 0.2, maxTimeSeconds: 900, maxTokens: 10_000 })
    expect(constraints).toEqual(['output language: German', 'strict: true'])
  })

  it('keeps the stricter of two limits', () => {
    const contract = toContract({ goal: 'g', budget: { maxTimeSeconds: 30 }, constraints: { max_time_seconds: 60 } })
    expect(contract.budget.maxTimeSeconds).toBe(30)
  })

  it('takes a budget above the defaults', () => {
    const budget = { maxCostUsd: 50, maxTimeSeconds: 3_000, maxTokens: 90_000 }
    expect(toContract({ goal: 'g', budget }).budget).toEqual(budget)
  })

  it('bounds the time by the deadline', () => {
    expect(toContract({ goal: 'g', deadlineSeconds: 20 }).budget.maxTimeSeconds).toBe(20)
    expect(toContract({ goal: 'g', deadlineSeconds: 3_600, budget: { maxTimeSeconds: 5 } }).budget.maxTimeSeconds).toBe(
      5,
    )
  })

  it('refuses a folded limit that is out of range', () => {
    expect(() => toContract({ goal: 'g', constraints: { max_cost_usd: 1_000 } })).toThrow(/maxCostUsd|100/)
  })

  it('takes the context as a text', () => {
    expect(toContract({ goal: 'g', context: 'see above' }).context).toEqual({ text: 'see above' })
  })
})

describe('what a request may hold', () => {
  it.each([
    ['a blank goal', { goal: '   ' }, /blank/],
    ['a goal over 10,000 characters', { goal: 'x'.repeat(10_001) }, /10000/],
    ['more than 20 constraints', { goal: 'g', constraints: Array.from({ length: 21 }, () => 'c') }, /constraints/],
    ['a context over 50,000 bytes', { goal: 'g', context: { text: 'ü'.repeat(25_001) } }, /50000 bytes/],
    ['more than 10 criteria', { goal: 'g', acceptanceCriteria: Array.from({ length: 11 }, () => 'c') }, /acceptance/],
    ['a cost limit over 100 dollars', { goal: 'g', budget: { maxCostUsd: 101 } }, /100/],
    ['a deadline under 10 seconds', { goal: 'g', deadlineSeconds: 9 }, /10/],
    ['an unknown priority', { goal: 'g', priority: 'urgent' }, /low/],
  ])('refuses %s and says what is allowed', (_, request, message) => {
    const { error } = TaskRequest.safeParse(request)
    expect(JSON.stringify(error?.issues)).toMatch(message)
  })
})
