import { describe, expect, it } from 'vitest'
import { aThread, createDiary, givenPlans, memoryGraph, runTask, steps, workArm } from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { planStep } from '../../support/plans.ts'

failOnWarnings()

describe('a step of a plan', () => {
  it('starts when its own dependencies are done, though a step of an earlier level still runs', async () => {
    const diary = createDiary()
    // 1 → 3, and 2 beside them: 2 ends only after 3 is done.
    const worker = workArm(diary, async ({ stepId }) => {
      if (stepId === 2) await diary.until('3 done')
      return {}
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [], [1], [2, 3])), arms: [worker] })
    const { outcome } = await runTask(graph)
    expect(outcome?.status).toBe('completed')
    expect(diary.entries.indexOf('3 done')).toBeLessThan(diary.entries.indexOf('2 done'))
    expect(diary.entries.slice(-2)).toEqual(['4 started', '4 done'])
  })

  it('is given the outputs of its dependencies in the order in which it names them', async () => {
    const diary = createDiary()
    const given: unknown[] = []
    const worker = workArm(diary, async ({ stepId, dependencies }) => {
      if (stepId === 1) await diary.until('2 done')
      if (stepId === 3) given.push(...dependencies.map(({ output }) => output))
      return {}
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [], [2, 1])), arms: [worker] })
    await runTask(graph)
    expect(given).toEqual([{ step: 2 }, { step: 1 }])
  })

  it('is skipped when a dependency failed, with all that builds on it, while the rest goes on', async () => {
    const diary = createDiary()
    const worker = workArm(diary, async ({ stepId }) => {
      if (stepId === 1) throw new Error('no')
      if (stepId === 2) await diary.until('1 started')
      return {}
    })
    const planner = givenPlans(steps([], [], [1], [3], [2]))
    const graph = memoryGraph({ planner, arms: [worker] })
    await runTask(graph, { budget: { maxTimeSeconds: 20 } })
    const ofFirstPlan = diary.entries.slice(0, diary.entries.indexOf('5 done') + 1)
    expect(ofFirstPlan).toEqual(['1 started', '2 started', '2 done', '5 started', '5 done'])
    expect(diary.entries).not.toContain('3 started')
    expect(diary.entries).not.toContain('4 started')
  })
})

describe('steps that run at the same time', () => {
  const sixAtOnce = steps([], [], [], [], [], [])

  /** The most steps that were under way at once; each waits until `expected` are. */
  async function mostAtOnce(expected: number, options: { parallelSteps: number; maxConcurrent: number }) {
    const diary = createDiary()
    let [active, most] = [0, 0]
    const worker = workArm(
      diary,
      async () => {
        active += 1
        most = Math.max(most, active)
        if (active === expected) diary.note('full')
        await diary.until('full')
        await new Promise((resolve) => setImmediate(resolve))
        active -= 1
        return {}
      },
      { maxConcurrent: options.maxConcurrent },
    )
    const policies = { parallelSteps: options.parallelSteps }
    const graph = memoryGraph({ planner: givenPlans(sixAtOnce), arms: [worker], policies })
    const { outcome } = await runTask(graph)
    expect(outcome?.status).toBe('completed')
    return most
  }

  it('are as many as the limit on parallel steps allows, and no more', async () => {
    expect(await mostAtOnce(3, { parallelSteps: 3, maxConcurrent: 20 })).toBe(3)
  })

  it('are no more of one arm than the arm allows', async () => {
    expect(await mostAtOnce(2, { parallelSteps: 8, maxConcurrent: 2 })).toBe(2)
  })

  it('hold no place while they wait for a dependency: a limit of one runs any plan', async () => {
    const diary = createDiary()
    const planner = givenPlans(steps([], [1], [1], [2, 3], [4]))
    const graph = memoryGraph({ planner, arms: [workArm(diary)], policies: { parallelSteps: 1 } })
    const { outcome } = await runTask(graph)
    expect(outcome?.status).toBe('completed')
    expect(diary.entries.filter((entry) => entry.endsWith('done'))).toHaveLength(5)
  })

  it('may be as many as a plan can have', async () => {
    const planner = givenPlans(steps(...Array.from({ length: 15 }, () => [])))
    const graph = memoryGraph({ planner, arms: [workArm(createDiary())], policies: { parallelSteps: 15 } })
    const { outcome } = await runTask(graph, {}, { ...aThread(), signal: new AbortController().signal })
    expect(Object.keys(outcome?.result?.outputs ?? {})).toHaveLength(15)
  })

  it('keep the limit of the arm that stands in for another', async () => {
    const diary = createDiary()
    let [active, most] = [0, 0]
    const broken = workArm(diary, async () => Promise.reject(new Error('no')), { id: 'broken' })
    const spare = workArm(
      diary,
      async () => {
        active += 1
        most = Math.max(most, active)
        await new Promise((resolve) => setTimeout(resolve, 5))
        active -= 1
        return {}
      },
      { id: 'spare', maxConcurrent: 1 },
    )
    const plan = [1, 2, 3, 4].map((stepId) => planStep({ stepId, armId: 'broken' }))
    const graph = memoryGraph({ planner: givenPlans(plan), arms: [broken, spare] })
    const { outcome } = await runTask(graph)
    expect(outcome?.status).toBe('completed')
    expect(most).toBe(1)
  })
})
