import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Knowledge } from '../../../../src/contracts/memory.ts'
import { createKnowledgeGraph } from '../../../../src/store/memory/knowledge-graph.ts'
import { createMemoryStore } from '../../../../src/store/memory/memory-store.ts'
import { pruneMemory, type Retention } from '../../../../src/store/memory/prune-memory.ts'
import { aContract, openTaskStore, type StoreUnderTest } from '../../../support/task-store.ts'

const FOR_EVER: Retention = { historyDays: null, memoryDays: null, checkpointDays: null, logDays: null }
const A_WEEK: Retention = { historyDays: 7, memoryDays: 7, checkpointDays: 7, logDays: 7 }

let tasks: StoreUnderTest
beforeEach(async () => {
  tasks = await openTaskStore()
})
afterEach(() => tasks.close())

const countOf = async (table: string) =>
  (await tasks.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n

/** A task with a checkpoint; one that has ended, did so that many days ago. */
async function aTask(daysAgo: number | null): Promise<string> {
  const { task } = await tasks.store.submit({ contract: aContract() })
  const { taskId } = task
  await tasks.pool.query(`insert into checkpoints (thread_id, checkpoint_id, checkpoint) values ($1, 'c', '{}')`, [
    taskId,
  ])
  await tasks.pool.query(
    `insert into checkpoint_blobs (thread_id, channel, version, type) values ($1, 'c', '1', 'json')`,
    [taskId],
  )
  await tasks.pool.query(
    `insert into checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, blob) values ($1, 'c', $2, 0, 'c', '')`,
    [taskId, randomUUID()],
  )
  if (daysAgo === null) return taskId
  await tasks.store.cancel(taskId, null)
  const age = `interval '${daysAgo} days'`
  await tasks.pool.query(`update tasks set completed_at = now() - ${age} where id = $1`, [taskId])
  await tasks.pool.query(`update task_history set ended_at = now() - ${age} where task_id = $1`, [taskId])
  return taskId
}

async function anItem(daysAgo: number): Promise<void> {
  const store = createMemoryStore(tasks)
  const key = randomUUID()
  await store.put(['default', 'coder'], key, {})
  const age = `interval '${daysAgo} days'`
  await tasks.pool.query(`update memory_items set updated_at = now() - ${age} where key = $1`, [key])
  const ends = { from: { type: 'x', name: key }, to: { type: 'y', name: key }, type: 'z' }
  await createKnowledgeGraph(tasks).record(Knowledge.parse({ relationships: [ends] }), null)
  await tasks.pool.query(`update entities set updated_at = now() - ${age} where name = $1`, [key])
  await tasks.pool.query(
    `update relationships set updated_at = now() - ${age}
    where from_id in (select id from entities where name = $1)`,
    [key],
  )
}

const TABLES = [
  'memory_items',
  'entities',
  'relationships',
  'task_history',
  'checkpoints',
  'checkpoint_blobs',
  'checkpoint_writes',
  'action_log',
]
const counts = async () =>
  Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await countOf(table)])))

describe('pruning', () => {
  beforeEach(async () => {
    for (const daysAgo of [8, 6]) {
      await aTask(daysAgo)
      await anItem(daysAgo)
      await tasks.pool.query(
        `insert into action_log (at, actor, action) values (now() - interval '${daysAgo} days', 'a', 'b')`,
      )
    }
    await aTask(null)
  })

  it('deletes what is older than it may be, and nothing else', async () => {
    expect(await pruneMemory(tasks.pool, A_WEEK)).toEqual({
      expired_items: 0,
      memory_items: 1,
      relationships: 1,
      entities: 2,
      task_history: 1,
      checkpointed_tasks: 1,
      action_log: 1,
    })
    expect(await counts()).toEqual({
      memory_items: 1,
      entities: 2,
      relationships: 1,
      task_history: 1,
      checkpoints: 2,
      checkpoint_blobs: 2,
      checkpoint_writes: 2,
      action_log: 1,
    })
    expect(await countOf('tasks')).toBe(3)
  })

  it('keeps everything where no limit is set', async () => {
    const before = await counts()
    expect(await pruneMemory(tasks.pool, FOR_EVER)).toEqual({ expired_items: 0 })
    expect(await counts()).toEqual(before)
  })

  it('keeps the checkpoints of a task that has not ended, however old it is', async () => {
    await tasks.pool.query(`update tasks set created_at = now() - interval '1 year' where completed_at is null`)
    await pruneMemory(tasks.pool, { ...FOR_EVER, checkpointDays: 1 })
    expect(await countOf('checkpoints')).toBe(1)
  })

  it('deletes what has expired, whatever the limits', async () => {
    const lifetimes = [{ prefix: ['short'], ms: 1 }]
    const short = createMemoryStore({ ...tasks, lifetimes })
    await short.batch(Array.from({ length: 1_100 }, (_, n) => ({ namespace: ['short'], key: `${n}`, value: {} })))
    await expect.poll(() => short.search(['short']), { timeout: 5_000 }).toEqual([])
    expect(await pruneMemory(tasks.pool, FOR_EVER)).toEqual({ expired_items: 1_100 })
    expect(await countOf('memory_items')).toBe(2)
  })

  it('is done by one process at a time', async () => {
    const other = await tasks.pool.connect()
    await other.query('begin')
    await other.query(`select pg_advisory_xact_lock(hashtextextended('octollm retention of ' || current_schema(), 0))`)
    expect(await pruneMemory(tasks.pool, A_WEEK)).toBeNull()
    await other.query('rollback')
    other.release()
    expect(await countOf('memory_items')).toBe(2)
    expect(await pruneMemory(tasks.pool, A_WEEK)).toMatchObject({ memory_items: 1 })
  })

  it('stops when it is told to', async () => {
    expect(await pruneMemory(tasks.pool, A_WEEK, AbortSignal.abort())).toMatchObject({ memory_items: 0 })
    expect(await countOf('memory_items')).toBe(2)
  })
})
