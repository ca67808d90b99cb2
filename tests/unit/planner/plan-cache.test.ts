import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAiModel } from '../../../src/model/openai-model.ts'
import { createPlanner } from '../../../src/planner/create-planner.ts'
import { createMemoryPlanCache, planCacheKey } from '../../../src/planner/plan-cache.ts'
import type { PlanningRequest } from '../../../src/planner/planner.ts'
import { always, type ModelServer, startModelServer } from '../../support/model-server.ts'
import { CODE_PLAN } from '../../support/plan-answer.ts'
import { armsNamed, planningRequest } from '../../support/planning-request.ts'
import { planOf, planStep } from '../../support/plans.ts'
import { createTestMeter } from '../../support/test-meter.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
beforeEach(() => server.forget())
afterAll(() => server.close())

const planner = () =>
  createPlanner({
    model: openAiModel({ model: 'gpt-4o-mini', baseUrl: server.url, retries: { attempts: 0 } }),
    cache: createMemoryPlanCache(),
  })

describe('the key of a plan', () => {
  const parts = { model: 'm', promptVersion: '1', minSteps: 3, maxSteps: 7 }
  const base = planningRequest({ context: { a: 1, b: { c: [1, 2], d: 2 } } })
  const key = planCacheKey(base, parts)

  it('is the same for the same request in another order of keys and arms, and for another budget', () => {
    const same = planningRequest({
      context: { b: { d: 2, c: [1, 2] }, a: 1 },
      arms: [...base.arms].reverse(),
      budget: { maxCostUsd: 9, maxTimeSeconds: 10, maxTokens: 5 },
      requestId: 'another',
    })
    expect(planCacheKey(same, parts)).toBe(key)
  })

  it.each<[string, Partial<PlanningRequest>]>([
    ['goal', { goal: 'Write a function that parses ISO dates' }],
    ['context', { context: { a: 1, b: { c: [2, 1], d: 2 } } }],
    ['constraints', { constraints: ['no network'] }],
    ['acceptance criteria', { acceptanceCriteria: ['is fast'] }],
    ['required capabilities', { requiredCapabilities: ['debugging'] }],
    ['arms on offer', { arms: armsNamed('coder', 'judge') }],
  ])('differs with the %s', (_, change) => {
    expect(planCacheKey({ ...base, ...change }, parts)).not.toBe(key)
  })

  it.each([{ model: 'n' }, { promptVersion: '2' }, { minSteps: 1 }, { maxSteps: 9 }])('differs with %o', (change) => {
    expect(planCacheKey(base, { ...parts, ...change })).not.toBe(key)
  })
})

describe('the plan cache', () => {
  it('answers an equal request without the model: a new id, source "cache", no usage', async () => {
    server.answer(always, { content: CODE_PLAN })
    const cached = planner()
    const first = await cached.plan(planningRequest({ requestId: 'one' }))
    const second = await cached.plan(planningRequest({ requestId: 'two' }))
    expect(server.requests).toHaveLength(1)
    expect(second).toMatchObject({ source: 'cache', requestId: 'two', usage: { costUsd: 0, tokens: 0 } })
    expect(second.steps).toEqual(first.steps)
    expect(second.planId).not.toBe(first.planId)
  })

  it('does not answer when the context differs', async () => {
    server.answer(always, { content: CODE_PLAN })
    const cached = planner()
    await cached.plan(planningRequest({ context: { file: 'a' } }))
    expect((await cached.plan(planningRequest({ context: { file: 'b' } }))).source).toBe('llm')
  })

  it('does not answer with a plan that is over the budget of the request', async () => {
    server.answer(always, { content: CODE_PLAN })
    const cached = planner()
    await cached.plan(planningRequest())
    const poor = planningRequest({ budget: { maxCostUsd: 0.001, maxTimeSeconds: 600, maxTokens: 10_000 } })
    await expect(cached.plan(poor)).rejects.toThrow(/the budget is 0.001 USD/)
  })

  it('does not keep what a rule planned', async () => {
    server.answer(always, { status: 503 }, 1)
    server.answer(always, { content: CODE_PLAN })
    const cached = planner()
    expect((await cached.plan(planningRequest())).source).toBe('rule')
    expect((await cached.plan(planningRequest())).source).toBe('llm')
  })

  it('in memory forgets a plan after its time, and the oldest when it is full', async () => {
    let now = 0
    const cache = createMemoryPlanCache({ ttlMs: 1_000, maxEntries: 2, now: () => now })
    const plan = planOf([planStep({ stepId: 1 })])
    for (const key of ['a', 'b', 'c']) await cache.put(key, plan)
    expect(await cache.get('a')).toBeNull()
    now = 999
    expect(await cache.get('c')).toEqual(plan)
    now = 1_000
    expect(await cache.get('c')).toBeNull()
  })
})

describe('identical requests at the same time', () => {
  it('share one call of the model; only the first has its usage', async () => {
    server.answer(always, { content: CODE_PLAN, delayMs: 100 })
    const shared = planner()
    const plans = await Promise.all([1, 2, 3, 4].map(() => shared.plan(planningRequest())))
    expect(server.requests).toHaveLength(1)
    expect(plans.map(({ source }) => source)).toEqual(['llm', 'cache', 'cache', 'cache'])
    expect(plans.filter(({ usage }) => usage.tokens > 0)).toHaveLength(1)
    expect(new Set(plans.map(({ planId }) => planId)).size).toBe(4)
  })

  it('do not fail together when the one that asks is aborted', async () => {
    server.answer(always, { content: CODE_PLAN, delayMs: 300 })
    const shared = planner()
    const controller = new AbortController()
    const first = shared.plan(planningRequest(), { signal: controller.signal })
    const aborted = expect(first).rejects.toThrow('cancelled')
    const second = shared.plan(planningRequest())
    await expect.poll(() => server.requests.length).toBe(1)
    controller.abort(new Error('cancelled'))
    await aborted
    expect((await second).source).toBe('llm')
  })

  it('do not fail together when the one that asks is out of budget', async () => {
    server.answer(always, { content: CODE_PLAN })
    const shared = planner()
    const { meter } = createTestMeter({ maxTokens: 1 })
    const [poor, rich] = await Promise.allSettled([
      shared.plan(planningRequest(), { meter }),
      shared.plan(planningRequest()),
    ])
    expect(poor).toMatchObject({ status: 'rejected', reason: { code: 'BUDGET_EXCEEDED' } })
    expect(rich).toMatchObject({ status: 'fulfilled', value: { source: 'llm' } })
  })

  it('let the one that waits go when it is aborted itself', async () => {
    server.answer(always, { content: CODE_PLAN, delayMs: 300 })
    const shared = planner()
    const controller = new AbortController()
    const first = shared.plan(planningRequest())
    const second = shared.plan(planningRequest(), { signal: controller.signal })
    const aborted = expect(second).rejects.toThrow('cancelled')
    await expect.poll(() => server.requests.length).toBe(1)
    controller.abort(new Error('cancelled'))
    await aborted
    expect((await first).source).toBe('llm')
  })
})
