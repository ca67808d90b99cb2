import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import type { Queue } from '../../src/queue/queue.ts'
import { createNotifications } from '../../src/store/notifications.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { recordMetrics } from '../support/metrics.ts'
import { silentLog } from '../support/silent-log.ts'

const LOCKS = "application_name like 'octollm locks of %' and datname = current_database()"

const HELD_LOCKS = `
  select pid from pg_locks
  where locktype = 'advisory' and granted
    and database = (select oid from pg_database where datname = current_database())`

const readMetric = recordMetrics()
let database: FreshDatabase
let shutdown: AbortController
let cleanUps: (() => Promise<void>)[]

beforeEach(async () => {
  database = await freshDatabase()
  shutdown = new AbortController()
  cleanUps = []
})
afterEach(async () => {
  shutdown.abort()
  for (const cleanUp of cleanUps.reverse()) await cleanUp()
  await database.drop()
})

async function startQueue(parts: Partial<Parameters<typeof createQueue>[0]> = {}): Promise<Queue> {
  const queue = createQueue({ ...database, schema: 'octollm', log: silentLog, ...parts })
  await queue.start()
  cleanUps.push(() => queue.stop())
  return queue
}

function startWorking(queue: Queue, handle: Parameters<Queue['work']>[0]): void {
  const done = queue.work(handle, { workerId: 'w', concurrency: 2, signal: shutdown.signal, bury: async () => {} })
  cleanUps.push(() => done)
}

const put = (queue: Queue, taskId: string = randomUUID()) =>
  inTransaction(database.pool, (transaction) => queue.enqueue({ taskId, priority: 'high', turn: 1 }, transaction))

describe('the queue of one process', () => {
  it('is set up once when several processes start at the same moment', async () => {
    const queues = await Promise.all(Array.from({ length: 5 }, () => startQueue()))
    for (const queue of queues) await put(queue)
    expect((await queues[0]?.depth())?.waiting.high).toBe(5)
  })

  it('wakes an idle worker of another process', async () => {
    const parts = { url: database.url, schema: 'octollm' }
    const [near, far] = [createNotifications(parts), createNotifications(parts)]
    await Promise.all([near.start(), far.start()])
    cleanUps.push(
      () => near.stop(),
      () => far.stop(),
    )
    const submitting = await startQueue({ notifications: near, pollMs: 3_600_000 })
    const working = await startQueue({ notifications: far, pollMs: 3_600_000 })
    const seen: string[] = []
    startWorking(working, async ({ taskId }) => {
      seen.push(taskId)
      return 'done'
    })
    await sleep(300) // it has looked once and found nothing
    const taskId = randomUUID()
    await put(submitting, taskId)
    submitting.wake()
    await vi.waitFor(() => expect(seen).toEqual([taskId]), 5_000)
  })

  it('gives its jobs up when it loses the connection of its locks, and goes on with a new one', async () => {
    const queue = await startQueue({ lapseMs: 3_600_000 }) // so that it cannot learn of it by showing itself
    const reasons: unknown[] = []
    let rounds = 0
    await put(queue)
    startWorking(queue, async (_, signal) => {
      rounds += 1
      if (rounds > 1) return 'done'
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      reasons.push(signal.reason.code)
      return 'done'
    })
    await vi.waitFor(() => expect(rounds).toBe(1))
    await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${LOCKS}`)
    await vi.waitFor(() => expect(rounds).toBe(2), 10_000)
    await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ waiting: { high: 0 }, active: 0 }))
    expect(reasons).toEqual(['LEASE_LOST'])
  })

  it('goes on after the database was out of reach', async () => {
    const queue = await startQueue({ pollMs: 100 })
    const seen: string[] = []
    startWorking(queue, async ({ taskId }) => {
      seen.push(taskId)
      return 'done'
    })
    const elsewhere = await freshDatabase()
    cleanUps.push(() => elsewhere.drop())
    const name = new URL(database.url).pathname.slice(1)
    const allow = (isAllowed: boolean) => elsewhere.pool.query(`alter database ${name} allow_connections ${isAllowed}`)
    await allow(false)
    await elsewhere.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    await sleep(500)
    await allow(true)
    const taskId = randomUUID()
    await put(queue, taskId)
    await vi.waitFor(() => expect(seen).toEqual([taskId]), 10_000)
  })

  it('measures how long jobs wait and how many', async () => {
    const queue = await startQueue()
    await put(queue)
    await put(queue)
    expect(await readMetric('octollm_queue_depth', { priority: 'high' })).toBe(2)
    expect(await readMetric('octollm_queue_depth', { priority: 'low' })).toBe(0)
    const waitedBefore = (await readMetric('octollm_queue_wait_seconds')) ?? 0
    startWorking(queue, async () => 'done')
    await vi.waitFor(async () => expect(await readMetric('octollm_queue_wait_seconds')).toBe(waitedBefore + 2))
  })

  it('leaves no lock and no connection of its own behind', async () => {
    const queue = await startQueue()
    await put(queue)
    startWorking(queue, async () => 'done')
    await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ waiting: { high: 0 }, active: 0 }))
    await vi.waitFor(async () => expect((await database.pool.query(HELD_LOCKS)).rows).toEqual([]))
    shutdown.abort()
    await cleanUps.pop()?.()
    const open = await database.pool.query(`select pid from pg_stat_activity where ${LOCKS}`)
    expect(open.rows).toEqual([])
  })
})
