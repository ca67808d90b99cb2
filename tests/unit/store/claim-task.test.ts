import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Budget } from '../../../src/contracts/usage.ts'
import type { ClaimedTask } from '../../../src/store/task-store.ts'
import { planOf, planStep } from '../../support/plans.ts'
import { aContract, openTaskStore, type StoreUnderTest } from '../../support/task-store.ts'

// How far the two ends of a time may be apart because the test machine is slow.
const SLACK_SECONDS = 20

describe('the time of a claimed task', () => {
  let under: StoreUnderTest
  beforeAll(async () => {
    under = await openTaskStore()
  })
  afterAll(() => under.close())

  async function submit(limits: { maxTimeSeconds?: number; deadlineSeconds?: number }): Promise<string> {
    const { maxTimeSeconds = 3_600, deadlineSeconds = null } = limits
    const contract = { ...aContract(), budget: Budget.parse({ maxTimeSeconds }), deadlineSeconds }
    return (await under.store.submit({ contract })).task.taskId
  }
  async function claim(taskId: string): Promise<ClaimedTask> {
    const claimed = await under.store.claim(taskId, 'worker')
    if (!claimed) throw new Error('The task could not be claimed.')
    return claimed
  }
  /** Makes everything that happened to the task so far happen earlier. */
  const letPass = (taskId: string, seconds: number) =>
    under.pool.query(
      `update tasks set created_at = created_at - $2 * interval '1 s', updated_at = updated_at - $2 * interval '1 s',
        claimed_at = claimed_at - $2 * interval '1 s', waiting_since = waiting_since - $2 * interval '1 s' where id = $1`,
      [taskId, seconds],
    )
  const secondsLeft = ({ expiresAt }: ClaimedTask) => (expiresAt - Date.now()) / 1_000
  async function askPersonFor(seconds: number, { taskId, fence }: ClaimedTask): Promise<void> {
    const plan = planOf([planStep({ stepId: 1 })])
    const request = { kind: 'plan', taskId, question: '?', reason: '', plan } as const
    await under.store.wait(taskId, fence, { id: 'interrupt', request })
    await letPass(taskId, seconds)
    await under.store.resume(taskId, { decision: 'approve' })
  }
  const expectLeft = (claimed: ClaimedTask, seconds: number) => {
    expect(secondsLeft(claimed)).toBeGreaterThan(seconds - SLACK_SECONDS)
    expect(secondsLeft(claimed)).toBeLessThan(seconds + 1)
  }

  it('counts neither the time in line nor the time it waited for a person', async () => {
    const taskId = await submit({ maxTimeSeconds: 600 })
    await letPass(taskId, 1_000)
    const first = await claim(taskId)
    expectLeft(first, 600)
    await letPass(taskId, 200)
    await askPersonFor(5_000, first)
    await letPass(taskId, 300)
    expectLeft(await claim(taskId), 400)
  })

  it('counts a dead worker’s time up to its last write, and not the time until another took over', async () => {
    const taskId = await submit({ maxTimeSeconds: 600 })
    await claim(taskId)
    await letPass(taskId, 100)
    await under.pool.query('update tasks set updated_at = clock_timestamp() where id = $1', [taskId])
    await letPass(taskId, 1_000)
    expectLeft(await claim(taskId), 500)
  })

  it('ends at the deadline, which counts from the submission and stands still while a person is asked', async () => {
    const taskId = await submit({ deadlineSeconds: 1_000 })
    await letPass(taskId, 100)
    const first = await claim(taskId)
    expectLeft(first, 900)
    await askPersonFor(5_000, first)
    expectLeft(await claim(taskId), 900)
  })

  it('says when the task was submitted', async () => {
    const taskId = await submit({})
    const { submittedAt } = await claim(taskId)
    expect(new Date(submittedAt).toISOString()).toBe((await under.store.find(taskId))?.createdAt)
  })
})
