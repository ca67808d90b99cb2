import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oneAtATime } from '../../src/queue/one-at-a-time.ts'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
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
})
