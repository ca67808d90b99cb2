import { describe, expect, it } from 'vitest'
import { Fault } from '../../../src/contracts/fault.ts'
import type { JudgeIssue } from '../../../src/contracts/verdict.ts'
import { createDiary, givenPlans, memoryGraph, runTask, steps, workArm } from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { planStep } from '../../support/plans.ts'

failOnWarnings()

const broken = () => Promise.reject(new Fault('ARM_FAILED', 'It cannot be done.'))

describe('a step that fails', () => {
  it('is tried again as long as its fault says that this may help', async () => {
    const attempts: number[] = []
    const worker = workArm(createDiary(), async ({ attempt }) => {
      attempts.push(attempt)
      if (attempt < 3) throw new Fault('ARM_UNAVAILABLE', 'Not now.')
      return {}
    })
    const graph = memoryGraph({ planner: givenPlans(steps([])), arms: [worker] })
    const { outcome } = await runTask(graph)
    expect(outcome?.status).toBe('completed')
    expect(attempts).toEqual([1, 2, 3])
  })

  it('goes to another arm that can do it, and its record says which one did', async () => {
    const diary = createDiary()
    const arms = [workArm(diary, broken), workArm(diary, undefined, { id: 'spare' })]
    const graph = memoryGraph({ planner: givenPlans(steps([])), arms })
    await runTask(graph)
    const { records } = (await graph.getState({ configurable: { thread_id: 'thread' } })).values
    expect(records).toMatchObject([{ armId: 'worker', status: 'ok', provenance: { armId: 'spare', attempts: 2 } }])
  })

  it('is planned anew at most twice, and then the task fails with what is known', async () => {
    const planner = givenPlans(steps([], []))
    const worker = workArm(createDiary(), async ({ stepId }) => (stepId === 2 ? broken() : { found: 'a fact' }))
    const { outcome } = await runTask(memoryGraph({ planner, arms: [worker] }))
    expect(planner.requests.map(({ replan }) => replan?.reason === undefined)).toEqual([true, false, false])
    expect(outcome).toMatchObject({
      status: 'failed',
      fault: { code: 'ARM_FAILED', message: 'Step 2: It cannot be done.' },
      result: { outputs: { 1: { found: 'a fact' } } },
    })
  })
})

describe('a plan that cannot be run', () => {
  it.each([
    ['waits for a later step', steps([2], []), 'PLAN_INVALID'],
    ['waits for itself', steps([1]), 'PLAN_INVALID'],
    ['has two steps of one id', [...steps([]), ...steps([])], 'PLAN_INVALID'],
    ['names an arm that does not exist', [planStep({ stepId: 1, armId: 'nobody' })], 'ARM_UNKNOWN'],
  ])('because it %s fails the task, though the planner is somebody’s own', async (_, plan, code) => {
    const { outcome } = await runTask(memoryGraph({ planner: givenPlans(plan), arms: [workArm(createDiary())] }))
    expect(outcome).toMatchObject({ status: 'failed', fault: { code } })
  })
})

describe('a new plan', () => {
  const failsAtTwo = steps([], [1])
  const lookedUp = { looked: 'up' }

  it('is told what earlier plans finished, and its first steps are given it', async () => {
    const given: unknown[] = []
    const worker = workArm(createDiary(), async ({ stepId, action, dependencies }) => {
      if (action.startsWith('finish')) given.push(dependencies.map(({ output }) => output))
      return stepId === 2 ? broken() : lookedUp
    })
    const next = [planStep({ stepId: 1, action: 'finish what is left of it' })]
    const planner = givenPlans(failsAtTwo, next)
    const { outcome } = await runTask(memoryGraph({ planner, arms: [worker] }))
    expect(outcome?.status).toBe('completed')
    expect(planner.requests[1]?.replan?.finished).toMatchObject([{ stepId: 1, output: lookedUp }])
    expect(given).toEqual([[{ step: 1, ...lookedUp }]])
  })

  it('is told of the finished steps of every plan before it, each in its latest round', async () => {
    const worker = workArm(createDiary(), async ({ stepId, action }) => {
      if (stepId === 2) return broken()
      return { action }
    })
    const second = [
      planStep({ stepId: 1, action: 'look in another place' }),
      planStep({ stepId: 2, dependencies: [1], action: 'fail in another way' }),
    ]
    const planner = givenPlans(failsAtTwo, second, [planStep({ stepId: 1, action: 'finish what is left of it' })])
    await runTask(memoryGraph({ planner, arms: [worker] }))
    expect(planner.requests[2]?.replan?.finished.map(({ action }) => action)).toEqual([
      'do the work of step 1',
      'look in another place',
    ])
  })

  it('that gets nowhere does not hide what the plans before it finished', async () => {
    const worker = workArm(createDiary(), async ({ action }) => (action.startsWith('get') ? broken() : lookedUp))
    const first = [planStep({ stepId: 1 }), planStep({ stepId: 2, action: 'get nowhere at all', dependencies: [1] })]
    const nowhere = [planStep({ stepId: 1, action: 'get nowhere at all' })]
    const { outcome } = await runTask(memoryGraph({ planner: givenPlans(first, nowhere), arms: [worker] }))
    expect(outcome?.status).toBe('failed')
    expect(Object.values(outcome?.result?.outputs ?? {})).toEqual([{ step: 1, ...lookedUp }])
  })
})

describe('work that the judge finds wrong', () => {
  const criteria = { acceptanceCriteria: ['The score is at least 5'] }

  it('is done again with what the judge found and what was given before, and only it and what builds on it', async () => {
    const diary = createDiary()
    const feedbacks: (readonly JudgeIssue[])[] = []
    const previous: unknown[] = []
    const worker = workArm(diary, async (context) => {
      if (context.stepId !== 2) return {}
      feedbacks.push(context.feedback)
      previous.push(context.previous)
      return { score: feedbacks.length === 1 ? 3 : 7 }
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [1], [], [2])), arms: [worker] })
    const { outcome } = await runTask(graph, criteria)
    expect(outcome?.status).toBe('completed')
    expect(feedbacks[0]).toEqual([])
    expect(feedbacks[1]?.map(({ message }) => message).join()).toContain('The score is at least 5')
    expect(previous).toEqual([null, { step: 2, score: 3 }])
    expect([1, 2, 3, 4].map((stepId) => diary.count(`${stepId} done`))).toEqual([1, 2, 1, 2])
  })

  it('gives the outputs of kept and new steps in the order in which a repaired step names them', async () => {
    const given: number[][] = []
    let runs = 0
    const worker = workArm(createDiary(), async ({ stepId, dependencies }) => {
      if (stepId === 3) given.push(dependencies.map((dependency) => dependency.stepId))
      return stepId === 2 ? { score: ++runs === 1 ? 3 : 7 } : {}
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [], [2, 1])), arms: [worker] })
    await runTask(graph, criteria)
    expect(given).toEqual([
      [2, 1],
      [2, 1],
    ])
  })

  it('is repaired at most twice in a task and planned anew at most twice; then the criteria that are not met are named', async () => {
    const diary = createDiary()
    const worker = workArm(diary, async () => ({ score: 3 }))
    const planner = givenPlans(steps([]))
    const { outcome } = await runTask(memoryGraph({ planner, arms: [worker] }), criteria)
    expect(planner.requests).toHaveLength(3)
    expect(diary.count('1 done')).toBe(5)
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'CRITERIA_NOT_MET' }, result: { outputs: {} } })
    expect(outcome?.status === 'failed' && outcome.fault.message).toContain('The score is at least 5')
  })
})
