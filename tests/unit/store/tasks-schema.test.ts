import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aContract, openTaskStore, type StoreUnderTest } from '../../support/task-store.ts'

describe('the tables of tasks', () => {
  let under: StoreUnderTest
  beforeAll(async () => {
    under = await openTaskStore()
  })
  afterAll(() => under.close())

  const submit = async () =>
    (await under.store.submit({ contract: aContract(), idempotency: { key: crypto.randomUUID(), fingerprint: 'a' } }))
      .task.taskId
  const update = (taskId: string, change: string) =>
    under.pool.query(`update tasks set ${change} where id = $1`, [taskId])

  it.each([
    [`status = 'lost'`],
    [`status = 'processing', worker_id = 'w'`],
    [`status = 'processing', interrupt = '{}'`],
    [`status = 'completed', phase = 'done', completed_at = now()`],
    [`status = 'completed', phase = 'done', confidence = 1`],
    [`status = 'completed', confidence = 1, completed_at = now()`],
    [`status = 'failed', phase = 'done', completed_at = now()`],
    [`status = 'cancelled', phase = 'done'`],
    [`completed_at = now()`],
    [`phase = 'dreaming'`],
    [`reserved_tokens = -1`],
    [`cost_usd = 'NaN'`],
  ])('refuse a task that is not whole: %s', async (change) => {
    await expect(update(await submit(), change)).rejects.toThrow('violates check constraint')
  })

  it.each([1.1, -0.1])('refuse a result of confidence %s', async (confidence) => {
    const insert = `insert into task_results (task_id, result_data, confidence) values ($1, '{}', $2)`
    await expect(under.pool.query(insert, [await submit(), confidence])).rejects.toThrow('violates check constraint')
  })

  it('refuse to change or remove an event, and let it go with its task', async () => {
    const taskId = await submit()
    const remove = 'delete from task_events where task_id = $1'
    await expect(under.pool.query(remove, [taskId])).rejects.toThrow('task_events is append-only')
    const change = `update task_events set type = 'task.failed' where task_id = $1`
    await expect(under.pool.query(change, [taskId])).rejects.toThrow('task_events is append-only')
    await under.pool.query('delete from tasks where id = $1', [taskId])
    for (const table of ['task_events', 'idempotency_keys']) {
      expect((await under.pool.query(`select from ${table} where task_id = $1`, [taskId])).rowCount).toBe(0)
    }
  })

  it('refuse to change or remove an entry of the action log', async () => {
    await under.pool.query(`insert into action_log (actor, action) values ('somebody', 'task.cancel')`)
    await expect(under.pool.query(`update action_log set actor = 'nobody'`)).rejects.toThrow('append-only')
    await expect(under.pool.query('delete from action_log')).rejects.toThrow('append-only')
  })

  it('have no column called metadata', async () => {
    const { rows } = await under.pool.query(
      `select from information_schema.columns where table_name = 'tasks' and column_name = 'metadata'`,
    )
    expect(rows).toEqual([])
  })
})
