import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Plan } from '../../../src/contracts/plan.ts'
import { type OpenAiModelOptions, openAiModel } from '../../../src/model/openai-model.ts'
import { createPlanner, type PlannerParts } from '../../../src/planner/create-planner.ts'
import { always, asksFor, type ModelServer, startModelServer, textOf } from '../../support/model-server.ts'
import { answerStep, CODE_PLAN } from '../../support/plan-answer.ts'
import { describedArm, planningRequest } from '../../support/planning-request.ts'
import { stepRecord } from '../../support/plans.ts'
import { createTestMeter } from '../../support/test-meter.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
beforeEach(() => server.forget())
afterAll(() => server.close())

const usage = { prompt_tokens: 1_000, completion_tokens: 200 }
const model = (options: Partial<OpenAiModelOptions> = {}) =>
  openAiModel({ model: 'gpt-4o-mini', baseUrl: server.url, retries: { attempts: 0 }, ...options })
const planner = (parts: Partial<PlannerParts> = {}) => createPlanner({ model: model(), ...parts })
const TOO_SHORT = JSON.stringify({ plan: [answerStep(1, 'judge', 'Judge the whole work')] })

describe('a plan of the model', () => {
  it('keeps the contract, with totals, critical path, complexity, usage and where it came from', async () => {
    server.answer(asksFor('plan'), { content: CODE_PLAN, usage })
    const plan = await planner().plan(planningRequest({ requestId: 'req-1' }))
    expect(Plan.parse(plan)).toEqual(plan)
    expect(plan).toMatchObject({
      source: 'llm',
      model: 'gpt-4o-mini',
      requestId: 'req-1',
      rationale: 'Write, run, judge.',
      confidenceScore: 0.8,
      alternativeApproaches: ['by hand'],
      risks: ['time zones'],
      totalEstimatedDuration: 30,
      criticalPathDuration: 30,
      totalEstimatedCost: 0.03,
      complexityScore: 0.36,
      usage: { tokens: 1_200, costUsd: expect.closeTo(0.00027, 10) },
    })
  })

  it('is asked for with the goal, the constraints, the context, the budget and every arm with its inputs', async () => {
    server.answer(always, { content: CODE_PLAN })
    await planner().plan(
      planningRequest({ constraints: ['no network'], context: { region: 'Sicily' }, acceptanceCriteria: ['is fast'] }),
    )
    const [request] = server.requests
    const text = request ? textOf(request) : ''
    for (const part of ['parses ISO dates', 'no network', '{"region":"Sicily"}', 'is fast', '600 seconds', '3 to 7']) {
      expect(text).toContain(part)
    }
    expect(text).toContain('executor (cost tier 3)')
    expect(text).toContain('task?: "generate" | "debug", language?: string')
    expect(request).toMatchObject({ temperature: 0.3, max_tokens: 2_000 })
  })

  it('that is not valid goes back with the exact violations, and its usage is added', async () => {
    server.answer(asksFor('plan'), { content: TOO_SHORT, usage }, 1)
    server.answer(asksFor('plan'), { content: CODE_PLAN, usage }, 1)
    const plan = await planner().plan(planningRequest())
    expect(plan.usage.tokens).toBe(2_400)
    const [, second] = server.requests
    expect(second && textOf(second)).toContain('- The plan has 1 step, it needs 3 to 7.')
  })

  it('that stays invalid after two repairs is PLAN_INVALID with the violations', async () => {
    server.answer(always, { content: TOO_SHORT })
    await expect(planner().plan(planningRequest())).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      errors: [{ path: 'plan', message: 'The plan has 1 step, it needs 3 to 7.' }],
    })
    expect(server.requests).toHaveLength(3)
  })

  it('is reserved for before each call', async () => {
    server.answer(always, { content: TOO_SHORT, usage }, 1)
    server.answer(always, { content: CODE_PLAN, usage })
    const { meter, reserved, settled } = createTestMeter()
    await planner().plan(planningRequest(), { meter })
    expect(reserved.map(({ purpose }) => purpose)).toEqual(['plan', 'plan-repair'])
    expect(settled.map(({ tokens }) => tokens)).toEqual([1_200, 1_200])
  })

  it('fits into the default token budget with a context of 40,000 characters', async () => {
    server.answer(always, { content: CODE_PLAN })
    const { meter, reserved } = createTestMeter()
    await planner().plan(planningRequest({ context: { log: 'x'.repeat(40_000) } }), { meter })
    expect(reserved[0]?.tokens).toBeLessThan(8_000)
  })

  it('ends with the reason of the signal when it is aborted', async () => {
    server.answer(always, { content: CODE_PLAN, delayMs: 5_000 })
    const controller = new AbortController()
    const planned = planner().plan(planningRequest(), { signal: controller.signal })
    await expect.poll(() => server.requests.length).toBe(1)
    controller.abort(new Error('cancelled'))
    await expect(planned).rejects.toThrow('cancelled')
  })

  it('uses only the arms that context.available_arms leaves', async () => {
    server.answer(always, { content: CODE_PLAN })
    const asked = planner({ repairs: 0 }).plan(planningRequest({ context: { available_arms: ['coder', 'judge'] } }))
    await expect(asked).rejects.toThrow(/Step 2 names the arm "executor", which is not on offer/)
  })

  it('is not asked for when no arm on offer has a required capability', async () => {
    const asked = planner().plan(planningRequest({ requiredCapabilities: ['telepathy'] }))
    await expect(asked).rejects.toMatchObject({ code: 'PLAN_INVALID', message: expect.stringContaining('telepathy') })
    expect(server.requests).toHaveLength(0)
  })
})

describe('a new plan after an earlier one', () => {
  const replan = {
    reason: 'The tests failed.',
    finished: [stepRecord(1, { armId: 'coder', action: 'Write the function', output: { code: 'def parse(): ...' } })],
    issues: [{ severity: 'error', type: 'criteria', message: 'leap years', suggestion: 'test 2024-02-29' }],
  } as const

  it('is told what is finished and what was wrong, and may be a single step', async () => {
    server.answer(always, { content: TOO_SHORT })
    const plan = await planner().plan(planningRequest({ replan }))
    expect(plan.steps).toHaveLength(1)
    const [request] = server.requests
    const text = request ? textOf(request) : ''
    for (const part of ['The tests failed.', 'def parse()', 'leap years test 2024-02-29']) expect(text).toContain(part)
  })
})

describe('without a model that answers', () => {
  it('a rule plans, with low confidence', async () => {
    const plan = await planner({ model: null }).plan(planningRequest())
    expect(plan).toMatchObject({ source: 'rule', model: null, usage: { tokens: 0, costUsd: 0 } })
    expect(plan.confidenceScore).toBeLessThanOrEqual(0.4)
  })

  it('there is MODEL_UNAVAILABLE when degraded planning is off', async () => {
    const strict = planner({ model: null, degraded: false })
    await expect(strict.plan(planningRequest())).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    server.answer(always, { status: 503 })
    const down = planner({ degraded: false }).plan(planningRequest())
    await expect(down).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  })

  it('a rule plans while the breaker is open, and the model again once it has recovered', async () => {
    const broken = model({ breaker: { failures: 2, openMs: 100, closeAfter: 1 } })
    const degraded = planner({ model: broken })
    server.answer(always, { status: 500 }, 2)
    server.answer(always, { content: CODE_PLAN })
    const sources: string[] = []
    for (let call = 0; call < 3; call += 1) sources.push((await degraded.plan(planningRequest())).source)
    expect(server.requests).toHaveLength(2)
    await sleep(150)
    sources.push((await degraded.plan(planningRequest())).source)
    expect(sources).toEqual(['rule', 'rule', 'rule', 'llm'])
  })

  it('a wrong key is not hidden behind a plan by rule', async () => {
    server.answer(always, { status: 401 })
    await expect(planner().plan(planningRequest())).rejects.toMatchObject({ code: 'MODEL_REFUSED' })
  })

  it('a budget that is too small is not hidden behind a plan by rule', async () => {
    const { meter } = createTestMeter({ maxTokens: 10 })
    await expect(planner().plan(planningRequest(), { meter })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' })
  })
})

describe('the prompt', () => {
  it('explains an arm of the user by its own description', async () => {
    server.answer(always, { content: CODE_PLAN })
    const weather = describedArm({ armId: 'weather', description: 'Forecasts the weather of a city.' })
    await planner().plan(planningRequest({ arms: [...planningRequest().arms, weather] }))
    const [request] = server.requests
    expect(request && textOf(request)).toContain('weather (cost tier 1): Forecasts the weather of a city.')
  })
})
