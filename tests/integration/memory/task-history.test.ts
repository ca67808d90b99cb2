import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArmOutcomeInput } from '../../../src/contracts/step.ts'
import { createTaskHistory } from '../../../src/store/memory/task-history.ts'
import { createDiary, givenPlans, steps, workArm } from '../../support/graph.ts'
import { openWorkedTasks } from '../../support/worked-tasks.ts'

let tasks: Awaited<ReturnType<typeof openWorkedTasks>>
beforeAll(async () => {
  tasks = await openWorkedTasks()
})
afterAll(() => tasks.close())

/** Works on a task to its end, as a worker does, with an arm that does this. */
async function finish(taskId: string, execute: () => Promise<ArmOutcomeInput>) {
  const arms = [workArm(createDiary(), undefined, { execute })]
  const { fence, ...end } = await tasks.work(taskId, { arms, planner: givenPlans(steps([])) })
  if (end.kind !== 'ended') throw new Error(`The run did not end: ${end.kind}`)
  await tasks.store.settle(taskId, fence, end.outcome)
}

describe('the history of tasks', () => {
  const history = () => createTaskHistory(tasks)

  it('has every task that has ended, however it did, and none that has not', async () => {
    const goal = 'Count the xylophones of the orchestra for [EMAIL_1]'
    const completed = await tasks.submit({ goal })
    await finish(completed, async () => ({ output: { done: true }, confidence: 0.9 }))
    const failed = await tasks.submit({ goal: `${goal} again` })
    await finish(failed, async () => Promise.reject(new Error('no')))
    const cancelled = await tasks.submit({ goal })
    await tasks.store.cancel(cancelled, null)
    const buried = await tasks.submit({ goal })
    await tasks.store.bury(buried, { code: 'INTERNAL', message: 'given up', retryable: true })
    await tasks.submit({ goal })
    const past = await history().search({ query: 'counting a xylophone' })
    expect(new Map(past.map(({ taskId, status, success }) => [taskId, [status, success]]))).toEqual(
      new Map([
        [completed, ['completed', true]],
        [failed, ['failed', false]],
        [cancelled, ['cancelled', false]],
        [buried, ['failed', false]],
      ]),
    )
    const [entry] = await history().search({ query: 'xylophones', success: true })
    expect(entry).toMatchObject({
      goal: 'Count the xylophones of the orchestra for [EMAIL]',
      planSummary: 'worker: do the work of step 1',
      arms: ['worker'],
      costUsd: 0,
      confidence: expect.any(Number),
    })
    expect(entry?.outcome).toContain('done')
    expect(entry?.durationMs).toBeGreaterThan(0)
    expect((await history().search({ query: 'xylophones' })).find(({ taskId }) => taskId === buried)?.outcome).toBe(
      'given up',
    )
  })

  it('is of one tenant, newest first when nothing is asked', async () => {
    const [newest] = await history().search({ limit: 1 })
    expect(newest?.score).toBeNull()
    expect(await createTaskHistory({ ...tasks, tenant: 'other' }).search({})).toEqual([])
    const all = await history().search({ limit: 100 })
    const ends = all.map(({ endedAt }) => endedAt)
    expect(ends).toEqual(ends.toSorted().toReversed())
  })
})
