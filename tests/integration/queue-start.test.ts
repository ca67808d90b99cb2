import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oneAtATime } from '../../src/queue/one-at-a-time.ts'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import { connect } from '../../src/store/connect.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { silentLog } from '../support/silent-log.ts'

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('a queue on an empty database', () => {
  it('waits while another process sets it up, and then comes up', async () => {
    const { pool, url } = database
    const queue = createQueue({ pool, url, schema: 'octollm', log: silentLog })
    let started: Promise<void> | undefined
    // The other process: it has made the engine's schema and has not yet committed.
    await oneAtATime(url, 'octollm queue octollm', async () => {
      const client = await pool.connect()
      await client.query('begin; create schema octollm_queue')
      started = queue.start()
      started.catch(() => {}) // looked at below
      await sleep(300)
      await client.query('commit')
      client.release()
    })
    await expect(started).resolves.toBeUndefined()
    await queue.stop()
  })

  it('takes a job in a transaction that holds the last connection of the pool', async () => {
    const pool = connect({ url: database.url, max: 1, applicationName: 'octollm-test' })
    const queue = createQueue({ pool, url: database.url, schema: 'octollm', log: silentLog })
    await queue.start()
    const job = { taskId: randomUUID(), priority: 'medium', turn: 1 } as const
    await inTransaction(pool, (transaction) => queue.enqueue(job, transaction))
    expect((await queue.depth()).waiting.medium).toBe(1)
    await queue.stop()
    await pool.end()
  })
})
