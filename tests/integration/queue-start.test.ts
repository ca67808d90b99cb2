import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import { connect } from '../../src/store/connect.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { silentLog } from '../support/silent-log.ts'

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

describe('queues on an empty database', () => {
  it('all come up when eight processes start at once', async () => {
    const pools = Array.from({ length: 8 }, () => connect({ url: database.url, max: 2, applicationName: 'start' }))
    const queues = pools.map((pool) => createQueue({ pool, url: database.url, schema: 'octollm', log: silentLog }))
    const started = await Promise.allSettled(queues.map((queue) => queue.start()))
    expect(started.filter(({ status }) => status === 'rejected')).toEqual([])
    await Promise.all(queues.map((queue) => queue.stop()))
    await Promise.all(pools.map((pool) => pool.end()))
  })
})
