import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTaskStore } from '../../../src/store/create-task-store.ts'
import { planOf, planStep } from '../../support/plans.ts'
import { aContract, LOST_NOTIFICATIONS, openTaskStore, type StoreUnderTest } from '../../support/task-store.ts'

describe('putting a task in line', () => {
  let under: StoreUnderTest
  beforeAll(async () => {
    under = await openTaskStore()
  })
  afterAll(() => under.close())

  const count = async (table: string) => (await under.pool.query(`select from ${table}`)).rowCount
  const storeOf = (enqueue: Parameters<typeof createTaskStore>[0]['enqueue'], onWake = () => {}) =>
    createTaskStore({ pool: under.pool, notifications: LOST_NOTIFICATIONS, enqueue, wake: onWake })
  const withoutQueue = () =>
    storeOf(async () => {
      throw new Error('no queue')
    })

  it('leaves nothing of a task that could not be enqueued, and its key free', async () => {
    const submission = { contract: aContract(), idempotency: { key: 'free', fingerprint: 'a' } }
    await expect(withoutQueue().submit(submission)).rejects.toThrow('no queue')
    expect(await count('tasks')).toBe(0)
    expect((await under.store.submit(submission)).created).toBe(true)
  })

  it('leaves a task waiting when its answer could not be enqueued', async () => {
    const { taskId } = (await under.store.submit({ contract: aContract() })).task
    const claim = await under.store.claim(taskId, 'worker')
    const plan = planOf([planStep({ stepId: 1 })])
    const request = { kind: 'plan', taskId, question: '?', reason: '', plan } as const
    await under.store.wait(taskId, claim?.fence ?? 0, { id: 'interrupt', request })
    const before = await under.store.find(taskId)
    await expect(withoutQueue().resume(taskId, { decision: 'approve' })).rejects.toThrow('no queue')
    expect(await under.store.find(taskId)).toEqual(before)
  })

  it('wakes workers after the commit, and not for a request that was known', async () => {
    const visible: (number | null)[] = []
    const submission = { contract: aContract(), idempotency: { key: 'wake', fingerprint: 'of wake' } }
    let looking = Promise.resolve()
    const store = storeOf(
      async () => {},
      () => {
        looking = count(`idempotency_keys where fingerprint = 'of wake'`).then((rows) => void visible.push(rows))
      },
    )
    await store.submit(submission)
    await store.submit(submission)
    await looking
    expect(visible).toEqual([1])
  })

  it('takes a goal with characters that Postgres does not', async () => {
    const { task } = await under.store.submit({ contract: aContract({ goal: 'one\u0000two \ud800' }) })
    expect(task.goal).toBe('one\ufffdtwo \ufffd')
  })

  it('gives each of 40 concurrent requests without a key a task of its own', async () => {
    const contract = aContract()
    const all = await Promise.all(Array.from({ length: 40 }, () => under.store.submit({ contract })))
    expect(new Set(all.map(({ task }) => task.taskId)).size).toBe(40)
  })
})
