import { describe, expect, it } from 'vitest'
import { Plan } from '../../../src/contracts/plan.ts'
import { checkSteps } from '../../../src/planner/check-plan.ts'
import type { PlanningRequest } from '../../../src/planner/planner.ts'
import { planByRule } from '../../../src/planner/rule-planner.ts'
import { armsNamed, describedArm, planningRequest } from '../../support/planning-request.ts'
import { GOALS } from './goals.ts'

const withoutModel = { hasModel: false }
const planFor = (request: Partial<PlanningRequest>, hasModel = false) =>
  planByRule(planningRequest(request), { hasModel })
const armsOf = (plan: Plan) => plan.steps.map(({ armId }) => armId)

describe('a plan by rule', () => {
  it.each(GOALS)('is valid and modest for: $goal', ({ goal, context = {} }) => {
    const request = planningRequest({ goal, context })
    const plan = planByRule(request, withoutModel)
    expect(Plan.parse(plan)).toEqual(plan)
    expect(checkSteps(plan.steps, request)).toEqual([])
    expect(plan).toMatchObject({ source: 'rule', model: null })
    expect(plan.confidenceScore).toBeLessThanOrEqual(0.4)
  })

  it.each(GOALS)('never asks the coder, who cannot work without a model, for: $goal', ({ goal, context = {} }) => {
    const arms = armsOf(planFor({ goal, context }))
    expect(arms).not.toContain('coder')
    expect(arms).not.toContain('planner')
  })

  it('answers a question by searching, then guardian and judge', () => {
    const plan = planFor({ goal: 'What does the contract say about notice periods?' })
    expect(armsOf(plan)).toEqual(['retriever', 'guardian', 'judge'])
    expect(plan.steps[0]?.inputs).toEqual({ query: 'What does the contract say about notice periods?' })
    expect(plan.steps.map(({ dependencies }) => dependencies)).toEqual([[], [1], [1]])
  })

  it('runs the code of the context with its tests', () => {
    const context = { code: 'print(1)', tests: 'assert True', language: 'Python' }
    const plan = planFor({ goal: 'Run this program for me', context })
    expect(armsOf(plan)).toEqual(['executor', 'guardian', 'judge'])
    expect(plan.steps[0]?.inputs).toEqual({ language: 'python', code: 'print(1)', tests: 'assert True' })
  })

  it('does not run code in a language the executor has not', () => {
    const plan = planFor({ goal: 'Run this program for me', context: { code: 'fn main() {}', language: 'rust' } })
    expect(armsOf(plan)).not.toContain('executor')
  })

  it('lets the coder write and the executor test when the model is only down for now', () => {
    const plan = planFor({ goal: 'Write a function that reverses a list, in Python' }, true)
    expect(armsOf(plan)).toEqual(['coder', 'executor', 'guardian', 'judge'])
    expect(plan.steps[1]).toMatchObject({ inputs: { from_step: 1, language: 'python' }, dependencies: [1] })
  })

  it('does not run what the coder writes in a language the executor has not', () => {
    const plan = planFor({ goal: 'Write a function that reverses a list, in Rust' }, true)
    expect(armsOf(plan)).not.toContain('executor')
    expect(plan.steps[0]?.inputs).toMatchObject({ language: 'rust' })
  })

  it('screens a text for personal data with the guardian', () => {
    const plan = planFor({ goal: 'Is there personal data in this text?', context: { text: 'Ada, ada@example.org' } })
    expect(plan.steps[0]).toMatchObject({ armId: 'guardian', inputs: { text: 'Ada, ada@example.org' } })
  })

  it('calls an arm of the user that the goal mentions, when the goal can fill its inputs', () => {
    const inputSchema = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] }
    const weather = describedArm({ armId: 'weather', capabilities: ['weather_forecast'], inputSchema })
    const goal = 'Forecast the weather in Palermo'
    const plan = planFor({ goal, arms: [...armsNamed('retriever', 'judge'), weather] })
    expect(plan.steps[0]).toMatchObject({ armId: 'weather', inputs: { query: goal } })
  })

  it('does not call an arm whose required inputs the goal cannot fill', () => {
    const inputSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
    const weather = describedArm({ armId: 'weather', capabilities: ['weather_forecast'], inputSchema })
    const plan = planFor({ goal: 'Forecast the weather in Palermo', arms: [...armsNamed('retriever'), weather] })
    expect(armsOf(plan)).toEqual(['retriever'])
  })

  it('adds an arm for a required capability that the rest has not', () => {
    const archive = describedArm({ armId: 'archive', capabilities: ['archiving'] })
    const arms = [...armsNamed('retriever', 'judge'), archive]
    const plan = planFor({ goal: 'What is in the minutes of May?', arms, requiredCapabilities: ['archiving'] })
    expect(armsOf(plan)).toEqual(['retriever', 'archive', 'judge'])
  })

  it('is refused when a required capability needs a model', () => {
    const request = { goal: 'What is in the minutes of May?', requiredCapabilities: ['code_generation'] }
    expect(() => planFor(request)).toThrow(expect.objectContaining({ code: 'PLAN_INVALID' }))
  })

  it.each([['coder', 'judge'], ['planner'], ['executor'], ['judge']])(
    'is refused with %s alone, who cannot start',
    (...ids) => {
      const arms = armsNamed(...ids)
      expect(() => planFor({ arms })).toThrow(expect.objectContaining({ code: 'PLAN_INVALID' }))
    },
  )

  it('stays within a budget of nothing but time', () => {
    const budget = { maxCostUsd: 0, maxTimeSeconds: 10, maxTokens: 1 }
    expect(planFor({ budget })).toMatchObject({ totalEstimatedCost: 0, totalEstimatedDuration: 10 })
  })
})
