import { setTimeout as sleep } from 'node:timers/promises'
import { MemorySaver, RunControl } from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import type { ArmContext } from '../../../src/arms/arm.ts'
import { Fault } from '../../../src/contracts/fault.ts'
import type { Budget } from '../../../src/contracts/usage.ts'
import { createOctoGraph } from '../../../src/graph/create-octo-graph.ts'
import {
  aThread,
  createDiary,
  givenPlans,
  memoryGraph,
  runTask,
  steps,
  untilAborted,
  workArm,
} from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { createScriptedModel } from '../../support/scripted-model.ts'

failOnWarnings()

describe('a budget', () => {
  it.each([
    ['cost', { maxCostUsd: 0.5 }, { costUsd: 0.3, tokens: 0 }],
    ['tokens', { maxTokens: 500 }, { costUsd: 0, tokens: 300 }],
  ])(
    'of %s stops the task with BUDGET_EXCEEDED before the call that would exceed it, and what was done is shown',
    async (_, budget, call) => {
      const diary = createDiary()
      const worker = workArm(diary, async ({ meter, stepId }) => {
        const reservation = await meter.reserve(call, 'call')
        diary.note(`${stepId} called`)
        await reservation.settle(call)
        return {}
      })
      const planner = givenPlans(steps([], [1], [2]))
      const state = await runTask(memoryGraph({ planner, arms: [worker] }), { budget })
      expect(state.outcome).toMatchObject({
        status: 'failed',
        fault: { code: 'BUDGET_EXCEEDED' },
        result: { outputs: { 1: { step: 1 } } },
      })
      expect(state.usage).toMatchObject(call)
      expect(diary.entries).toEqual(['1 started', '1 called', '1 done', '2 started'])
      expect(planner.requests).toHaveLength(1)
    },
  )

  it('counts what an arm says it has cost without the meter, and ends the task when that is too much', async () => {
    const diary = createDiary()
    const worker = { ...workArm(diary), execute: paysByItself(diary, { costUsd: 0.4, tokens: 10 }) }
    const planner = givenPlans(steps([], [1], [2], [3]))
    const state = await runTask(memoryGraph({ planner, arms: [worker] }), { budget: { maxCostUsd: 1 } })
    expect(state.outcome).toMatchObject({
      status: 'failed',
      fault: { code: 'BUDGET_EXCEEDED' },
      result: { outputs: { 1: { step: 1 }, 2: { step: 2 } } },
    })
    expect(diary.entries).toEqual(['1 called', '2 called', '3 called'])
    expect(state.usage).toMatchObject({ costUsd: expect.closeTo(1.2), tokens: 30 })
    expect(planner.requests).toHaveLength(1)
  })

  it('counts once what went through the meter and is reported as well, also when the first attempt failed', async () => {
    const worker = workArm(createDiary())
    const spend = { costUsd: 0.1, tokens: 100 }
    const reporting = {
      ...worker,
      async execute(_: unknown, { meter, attempt }: ArmContext) {
        const reservation = await meter.reserve(spend, 'call')
        await reservation.settle(spend)
        if (attempt === 1) throw new Fault('ARM_UNAVAILABLE', 'Not now.')
        return { output: { done: true }, confidence: 1, usage: { costUsd: 0.15, tokens: 100 } }
      },
    }
    const { usage } = await runTask(memoryGraph({ planner: givenPlans(steps([])), arms: [reporting] }))
    expect(usage).toMatchObject({ costUsd: expect.closeTo(0.25), tokens: 200 })
  })

  it('is named as the reason though another step failed as well', async () => {
    const worker = workArm(createDiary(), async ({ meter, stepId }) => {
      if (stepId === 1) throw new Error('no')
      await meter.reserve({ costUsd: 5, tokens: 0 }, 'call')
      return {}
    })
    const { outcome } = await runTask(memoryGraph({ planner: givenPlans(steps([], [])), arms: [worker] }))
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'BUDGET_EXCEEDED' } })
  })

  it('is not asked for more by a model: a plan that cannot be paid for is not made', async () => {
    const model = createScriptedModel()
    const asking = {
      ...model,
      async ask(question: Parameters<typeof model.ask>[0]) {
        await question.meter?.reserve({ costUsd: 0, tokens: 2_000 }, question.purpose)
        return model.ask(question)
      },
    }
    const { outcome } = await runTask(memoryGraph({ model: asking }), { budget: { maxTokens: 1_000 } })
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'BUDGET_EXCEEDED' }, result: null })
    expect(model.asked).toEqual([])
  })

  it('is shared by steps that run at once: what one has reserved, another cannot', async () => {
    const diary = createDiary()
    const worker = workArm(diary, async ({ meter, stepId }) => {
      await meter.reserve({ costUsd: 0.4, tokens: 0 }, 'call')
      diary.note('reserved')
      if (stepId < 3) await diary.until('reserved', 2)
      return {}
    })
    const planner = givenPlans(steps([], [], []))
    const { outcome } = await runTask(memoryGraph({ planner, arms: [worker] }), { budget: { maxCostUsd: 1 } })
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'BUDGET_EXCEEDED' } })
    expect(diary.count('reserved')).toBe(2)
  })

  it('is told to an arm as what is left of it', async () => {
    const left: Budget[] = []
    const worker = workArm(createDiary(), async ({ budget, meter, stepId }) => {
      left.push(budget)
      const reservation = await meter.reserve({ costUsd: 0.25, tokens: 1_000 }, 'call')
      await reservation.settle({ costUsd: 0.25, tokens: 1_000 })
      return { stepId }
    })
    const budget = { maxCostUsd: 1, maxTokens: 5_000, maxTimeSeconds: 60 }
    await runTask(memoryGraph({ planner: givenPlans(steps([], [1])), arms: [worker] }), { budget })
    expect(left).toMatchObject([
      { maxCostUsd: 1, maxTokens: 5_000 },
      { maxCostUsd: 0.75, maxTokens: 4_000 },
    ])
    expect(left.every(({ maxTimeSeconds }) => maxTimeSeconds > 50 && maxTimeSeconds <= 60)).toBe(true)
  })

  it('still holds in another process, though its journal was in memory', async () => {
    const left: Budget[] = []
    const control = new RunControl()
    const worker = workArm(createDiary(), async ({ budget }) => {
      control.requestDrain('going down')
      left.push(budget)
      return {}
    })
    const options = { planner: givenPlans(steps([], [1])), arms: [worker], checkpointer: new MemorySaver() }
    const first = runTask(createOctoGraph(options), { budget: { maxTokens: 50_000 } }, { ...aThread(), control })
    await expect(first).rejects.toThrow('going down')
    await createOctoGraph(options).invoke(null, aThread())
    expect(left).toMatchObject([{ maxTokens: 50_000 }, { maxTokens: 50_000 }])
  })

  it('of time is not used up by steps that ran side by side', async () => {
    const left: number[] = []
    const worker = workArm(createDiary(), async ({ budget, stepId }) => {
      if (stepId === 6) left.push(budget.maxTimeSeconds)
      else await sleep(500)
      return {}
    })
    const planner = givenPlans(steps([], [], [], [], [], [1, 2, 3, 4, 5]))
    await runTask(memoryGraph({ planner, arms: [worker] }), { budget: { maxTimeSeconds: 2 } })
    // One after another, five steps of half a second are more than the two there are.
    expect(left[0]).toBeGreaterThan(0)
  })
})

describe('a task whose time is up', () => {
  it('ends with TASK_TIMEOUT and what was finished; its running arms are told to stop', async () => {
    const diary = createDiary()
    const worker = workArm(diary, async ({ stepId, signal }) => {
      if (stepId === 2) await untilAborted(signal).finally(() => diary.note('told'))
      return {}
    })
    const planner = givenPlans(steps([], [1], [2]))
    const { outcome } = await runTask(memoryGraph({ planner, arms: [worker] }), { budget: { maxTimeSeconds: 1 } })
    expect(outcome).toMatchObject({
      status: 'failed',
      fault: { code: 'TASK_TIMEOUT' },
      result: { outputs: { 1: { step: 1 } } },
    })
    expect(diary.entries).toEqual(['1 started', '1 done', '2 started', 'told'])
  })

  it('has had it for planning and for the steps together', async () => {
    const given = givenPlans(steps([]))
    const plan: typeof given.plan = async (request) => {
      await sleep(700)
      return given.plan(request)
    }
    const worker = workArm(createDiary(), async ({ signal }) => {
      await sleep(700, undefined, { signal })
      return {}
    })
    const { outcome } = await runTask(memoryGraph({ planner: { plan }, arms: [worker] }), {
      budget: { maxTimeSeconds: 1 },
    })
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'TASK_TIMEOUT' } })
  })

  it('ends so too when steps still wait for a place', async () => {
    const diary = createDiary()
    const worker = workArm(diary, async ({ stepId, signal }) => {
      if (stepId === 2) await untilAborted(signal)
      return {}
    })
    const planner = givenPlans(steps([], [], [], []))
    const graph = memoryGraph({ planner, arms: [worker], policies: { parallelSteps: 1 } })
    const { outcome } = await runTask(graph, { budget: { maxTimeSeconds: 1 } })
    expect(outcome).toMatchObject({
      status: 'failed',
      fault: { code: 'TASK_TIMEOUT' },
      result: { outputs: { 1: { step: 1 } } },
    })
    expect(diary.entries).not.toContain('3 started')
  })
})

/** Like a remote arm, which has a model of its own. */
function paysByItself(diary: ReturnType<typeof createDiary>, usage: { costUsd: number; tokens: number }) {
  return async (_: unknown, { stepId }: ArmContext) => {
    diary.note(`${stepId} called`)
    return { output: { step: stepId }, confidence: 1, usage }
  }
}
