import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Arm } from '../../../src/arms/arm.ts'
import { Fault } from '../../../src/contracts/fault.ts'
import type { OctoGraphOptions } from '../../../src/graph/create-octo-graph.ts'
import { createDiary, type Diary, GOAL, givenPlans, memoryGraph, steps, workArm } from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { openWorkedTasks } from '../../support/worked-tasks.ts'

failOnWarnings()

let tasks: Awaited<ReturnType<typeof openWorkedTasks>>
beforeAll(async () => {
  tasks = await openWorkedTasks()
})
afterAll(() => tasks.close())

const FAST = { firstMs: 10, longestMs: 20, parkAfterMs: 60_000, parkMs: 50 }

/** An arm that is down for step 2 until it is told to come up. */
function downForTwo(diary: Diary, card: Partial<Arm> = {}) {
  const state = { isUp: false, keys: new Set<string>() }
  const arm = workArm(
    diary,
    async ({ stepId, idempotencyKey }) => {
      if (stepId !== 2) return {}
      state.keys.add(idempotencyKey)
      if (!isUp(state)) throw new Fault('ARM_UNAVAILABLE', 'The arm of mail ann@example.com is down.')
      return { back: true }
    },
    { sideEffects: card.sideEffects ?? false, ...(card.status ? { status: card.status } : {}) },
  )
  return { arm, state }
}

const isUp = (state: { isUp: boolean }) => state.isUp

const optionsOf = (arm: Arm, waitForArms: Partial<typeof FAST> = FAST): OctoGraphOptions => ({
  planner: givenPlans(steps([], [], [2])),
  arms: [arm],
  policies: { waitForArms: { ...FAST, ...waitForArms } },
})

const eventsOf = async (taskId: string) => (await tasks.store.events(taskId, 0)).map((event) => event)

describe('a step whose arms are all down', () => {
  it('waits until one is up, in one run, and says so without personal data', async () => {
    const diary = createDiary()
    const { arm, state } = downForTwo(diary)
    const graph = memoryGraph(optionsOf(arm))
    const stream = await graph.stream({ goal: GOAL }, { configurable: { thread_id: 't' }, streamMode: 'custom' })
    const waits: unknown[] = []
    const statuses: unknown[] = []
    for await (const event of stream) {
      if (event.type === 'step.finished') statuses.push(event.status)
      if (event.type !== 'step.waiting') continue
      waits.push(event)
      state.isUp = waits.length >= 3
    }
    expect(waits).toHaveLength(3)
    expect(waits[0]).toMatchObject({ stepId: 2, armId: 'worker', retryInSeconds: 1 })
    expect(JSON.stringify(waits)).not.toContain('ann@example.com')
    expect(statuses).toEqual(['ok', 'ok', 'ok'])
    expect([diary.count('1 done'), diary.count('2 done'), diary.count('3 done')]).toEqual([1, 1, 1])
    expect(state.keys.size).toBe(1)
  })

  it('fails with what is known when the task has no time for another wait', async () => {
    const { arm } = downForTwo(createDiary())
    const waits = { firstMs: 60_000, longestMs: 60_000 }
    const { outcome } = await memoryGraph(optionsOf(arm, waits)).invoke(
      { goal: GOAL, budget: { maxTimeSeconds: 40 } },
      { configurable: { thread_id: 'short' } },
    )
    expect(outcome).toMatchObject({
      status: 'failed',
      fault: { code: 'ARM_UNAVAILABLE' },
      result: { outputs: { 1: { step: 1 } } },
    })
  })

  it('fails at once where that is asked for', async () => {
    const diary = createDiary()
    const { arm } = downForTwo(diary)
    const options = { ...optionsOf(arm), policies: { waitForArms: false } }
    const { outcome } = await memoryGraph(options).invoke({ goal: GOAL }, { configurable: { thread_id: 'once' } })
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'ARM_UNAVAILABLE' } })
  })
})

describe('on a worker', () => {
  it('the task leaves its place when the wait is long, and no finished step is run again', async () => {
    const diary = createDiary()
    const { arm, state } = downForTwo(diary)
    const taskId = await tasks.submit()
    const options = optionsOf(arm, { parkAfterMs: 0 })
    const end = await tasks.work(taskId, options)
    expect(end).toMatchObject({ kind: 'parked', seconds: 0.05 })
    expect([diary.count('1 done'), diary.count('3 started')]).toEqual([1, 0])
    expect((await eventsOf(taskId)).at(-1)).toMatchObject({ type: 'step.waiting', stepId: 2 })
    await tasks.store.release(taskId, end.fence, 5)

    state.isUp = true
    const claimedBefore = Date.now()
    const next = await tasks.work(taskId, options)
    expect(next).toMatchObject({ kind: 'ended', outcome: { status: 'completed' } })
    expect([diary.count('1 done'), diary.count('2 done'), diary.count('3 done')]).toEqual([1, 1, 1])
    expect(state.keys.size).toBe(1)
    expect(Date.now() - claimedBefore).toBeLessThan(60_000)
  })

  it('the time away counts as the time of the task', async () => {
    const { arm } = downForTwo(createDiary())
    const taskId = await tasks.submit()
    const end = await tasks.work(taskId, optionsOf(arm, { parkAfterMs: 0 }))
    await tasks.store.release(taskId, end.fence, 500)
    const claim = await tasks.store.claim(taskId, 'next')
    expect((claim?.expiresAt ?? Number.POSITIVE_INFINITY) - Date.now()).toBeLessThan(100_000)
  })

  it('a step with side effects is asked about before another run takes it up, and only such one is put off', async () => {
    const asked: string[] = []
    const { arm, state } = downForTwo(createDiary(), {
      sideEffects: true,
      status: async (key) => {
        asked.push(key)
        return 'not_done'
      },
    })
    const taskId = await tasks.submit()
    const end = await tasks.work(taskId, optionsOf(arm, { parkAfterMs: 0 }))
    expect(end.kind).toBe('parked')
    await tasks.store.release(taskId, end.fence)
    state.isUp = true
    expect(await tasks.work(taskId, optionsOf(arm))).toMatchObject({ outcome: { status: 'completed' } })
    expect(asked).toEqual([...state.keys])
  })

  it('a step with side effects whose arm cannot be asked is never put off', async () => {
    const { arm, state } = downForTwo(createDiary(), { sideEffects: true })
    const taskId = await tasks.submit()
    const ended = tasks.work(taskId, optionsOf(arm, { parkAfterMs: 0 }))
    const waits = async () => (await eventsOf(taskId)).filter(({ type }) => type === 'step.waiting').length
    await expect.poll(waits, { timeout: 15_000 }).toBeGreaterThan(2)
    state.isUp = true
    expect(await ended).toMatchObject({ kind: 'ended', outcome: { status: 'completed' } })
  })

  it('a step that was begun before a death waits until its arm can be asked', async () => {
    const diary = createDiary()
    const death = new AbortController()
    let isReachable = false
    let questions = 0
    const actor = (dies: boolean) =>
      workArm(
        diary,
        async ({ signal }) => {
          if (!dies) return {}
          death.abort(new Error('killed'))
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        },
        {
          sideEffects: true,
          async status() {
            questions += 1
            isReachable = questions > 2
            if (isReachable) return 'not_done'
            throw new Fault('ARM_UNAVAILABLE', 'It does not answer.')
          },
        },
      )
    const taskId = await tasks.submit()
    const options = (dies: boolean) => ({ ...optionsOf(actor(dies)), planner: givenPlans(steps([])) })
    await expect(tasks.work(taskId, options(true), { signal: death.signal })).rejects.toThrow('killed')
    expect(await tasks.work(taskId, options(false))).toMatchObject({ outcome: { status: 'completed' } })
    expect(questions).toBe(3)
  })

  it('a step that was begun before a death, and whose arm never answers again, is not planned anew', async () => {
    const death = new AbortController()
    const actor = workArm(
      createDiary(),
      async ({ signal }) => {
        death.abort(new Error('killed'))
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
      { sideEffects: true, status: () => Promise.reject(new Fault('ARM_UNAVAILABLE', 'It does not answer.')) },
    )
    const taskId = await tasks.submit({ budget: { maxTimeSeconds: 3 } })
    const waits = { firstMs: 5_000, longestMs: 5_000 }
    const options = { ...optionsOf(actor, waits), planner: givenPlans(steps([])) }
    await expect(tasks.work(taskId, options, { signal: death.signal })).rejects.toThrow('killed')
    const end = await tasks.work(taskId, options)
    expect(end).toMatchObject({ outcome: { status: 'failed', fault: { code: 'NEEDS_RECONCILIATION' } } })
  })
})
