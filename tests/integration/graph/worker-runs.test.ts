import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDiary, givenPlans, steps, untilAborted, workArm } from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { planStep } from '../../support/plans.ts'
import { openWorkedTasks } from '../../support/worked-tasks.ts'

failOnWarnings()

let tasks: Awaited<ReturnType<typeof openWorkedTasks>>
beforeAll(async () => {
  tasks = await openWorkedTasks()
})
afterAll(() => tasks.close())

describe('a run of a worker', () => {
  it('commits the result of a step to the journal before a step that depends on it starts', async () => {
    const taskId = await tasks.submit()
    const journal: unknown[] = []
    const worker = workArm(createDiary(), async ({ stepId }) => {
      const { rows } = await tasks.pool.query(
        'select step_id, state, record from step_journal where task_id = $1 order by step_id',
        [taskId],
      )
      if (stepId === 3) journal.push(...rows)
      return { value: stepId * 10 }
    })
    const end = await tasks.work(taskId, { planner: givenPlans(steps([], [], [1, 2])), arms: [worker] })
    expect(end).toMatchObject({ kind: 'ended', outcome: { status: 'completed' } })
    expect(journal).toMatchObject([
      { step_id: 1, state: 'finished', record: { status: 'ok', output: { step: 1, value: 10 } } },
      { step_id: 2, state: 'finished', record: { status: 'ok', output: { step: 2, value: 20 } } },
      { step_id: 3, state: 'started' },
    ])
  })

  it('that is drained lets running steps finish; the next worker runs the rest and repeats none', async () => {
    const taskId = await tasks.submit()
    const diary = createDiary()
    const drain = new AbortController()
    const worker = workArm(diary, async ({ stepId }) => {
      if (stepId === 1) drain.abort()
      return {}
    })
    const planner = givenPlans(steps([], [1], [2]))
    const options = { planner, arms: [worker] }
    expect(await tasks.work(taskId, options, { drain: drain.signal })).toMatchObject({ kind: 'drained' })
    expect(diary.entries).toEqual(['1 started', '1 done'])
    expect(await tasks.work(taskId, options)).toMatchObject({ kind: 'ended', outcome: { status: 'completed' } })
    expect(diary.entries.slice(2)).toEqual(['2 started', '2 done', '3 started', '3 done'])
    expect(planner.requests).toHaveLength(1)
  })

  it('that is cancelled in mid-step stops the arm and rejects with the reason', async () => {
    const taskId = await tasks.submit()
    const diary = createDiary()
    const cancel = new AbortController()
    const worker = workArm(diary, ({ signal }) => untilAborted(signal).finally(() => diary.note('told')))
    const options = { planner: givenPlans(steps([], [1])), arms: [worker] }
    const run = tasks.work(taskId, options, { signal: cancel.signal })
    void diary.until('1 started').then(() => cancel.abort(new Error('cancelled')))
    await expect(run).rejects.toThrow('cancelled')
    await diary.until('told')
    expect(diary.entries).toEqual(['1 started', 'told'])
  })
})

describe('a question to a person', () => {
  const actor = (diary: ReturnType<typeof createDiary>) =>
    workArm(diary, undefined, { id: 'actor', actsOnWorld: true, sideEffects: true })
  const plan = [
    planStep({ stepId: 1, armId: 'actor' }),
    planStep({ stepId: 2, armId: 'actor' }),
    planStep({ stepId: 3 }),
    planStep({ stepId: 4, dependencies: [1, 2, 3] }),
  ]

  /** Runs the task up to its next question, and leaves it waiting in the store. */
  async function untilAsked(taskId: string, options: Parameters<typeof tasks.work>[1]) {
    const end = await tasks.work(taskId, options)
    if (end.kind !== 'waiting') throw new Error(`The run did not ask: ${JSON.stringify(end)}`)
    await tasks.store.wait(taskId, end.fence, end.interrupt)
    return end.interrupt
  }

  it('about a plan survives a restart, and its answer is acted on by another process', async () => {
    const taskId = await tasks.submit({ approval: 'always' })
    const diary = createDiary()
    const options = { planner: givenPlans(steps([], [1])), arms: [workArm(diary)] }
    expect((await untilAsked(taskId, options)).request.kind).toBe('plan')
    expect(diary.entries).toEqual([])
    await tasks.store.resume(taskId, { decision: 'approve' })
    expect(await tasks.work(taskId, options)).toMatchObject({ outcome: { status: 'completed' } })
    expect(diary.entries).toEqual(['1 started', '1 done', '2 started', '2 done'])
  })

  it('about each of two steps is asked and answered one after the other; what has run is not run again', async () => {
    const taskId = await tasks.submit({ approval: 'risky' })
    const diary = createDiary()
    const options = { planner: givenPlans(plan), arms: [workArm(diary), actor(diary)] }
    const first = await untilAsked(taskId, options)
    expect(diary.entries).toEqual(['3 started', '3 done'])
    await tasks.store.resume(taskId, { decision: 'approve' })
    const second = await untilAsked(taskId, options)
    expect(new Set([first.request.step?.stepId, second.request.step?.stepId])).toEqual(new Set([1, 2]))
    expect(diary.entries).toHaveLength(4)
    await tasks.store.resume(taskId, { decision: 'approve' })
    expect(await tasks.work(taskId, options)).toMatchObject({ outcome: { status: 'completed' } })
    expect([1, 2, 3, 4].map((stepId) => diary.count(`${stepId} started`))).toEqual([1, 1, 1, 1])
  })

  it('that was answered is not asked again when the worker died after the answer', async () => {
    const taskId = await tasks.submit({ approval: 'always' })
    const diary = createDiary()
    const death = new AbortController()
    const worker = workArm(diary, async ({ stepId, signal }) => {
      if (stepId === 2 && !death.signal.aborted) {
        death.abort(new Error('killed'))
        await untilAborted(signal)
      }
      return {}
    })
    const options = { planner: givenPlans(steps([], [1], [2])), arms: [worker] }
    await untilAsked(taskId, options)
    await tasks.store.resume(taskId, { decision: 'approve' })
    await expect(tasks.work(taskId, options, { signal: death.signal })).rejects.toThrow('killed')
    expect(await tasks.work(taskId, options)).toMatchObject({ kind: 'ended', outcome: { status: 'completed' } })
    expect([1, 2, 3].map((stepId) => diary.count(`${stepId} done`))).toEqual([1, 1, 1])
  })

  it('that comes up while the worker is drained waits until the other chains have run', async () => {
    const taskId = await tasks.submit({ approval: 'risky' })
    const diary = createDiary()
    const drain = new AbortController()
    const worker = workArm(diary, async () => {
      drain.abort()
      return {}
    })
    const chain = [
      planStep({ stepId: 1, armId: 'actor' }),
      planStep({ stepId: 2 }),
      planStep({ stepId: 3, dependencies: [2] }),
    ]
    const options = { planner: givenPlans(chain), arms: [worker, actor(diary)] }
    expect(await tasks.work(taskId, options, { drain: drain.signal })).toMatchObject({ kind: 'drained' })
    await untilAsked(taskId, options)
    expect(diary.entries).toEqual(['2 started', '2 done', '3 started', '3 done'])
  })
})
