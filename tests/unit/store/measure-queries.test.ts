import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCheckpointer } from '../../../src/store/checkpointer/create-checkpointer.ts'
import { connect } from '../../../src/store/connect.ts'
import { putValue } from '../../support/checkpoints.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'
import { recordMetrics } from '../../support/metrics.ts'

describe('the time that the database takes', () => {
  const metric = recordMetrics()
  const queries = async () => (await metric('octollm_db_query_duration_seconds')) ?? 0
  let database: FreshDatabase

  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  it.each([true, false])('is measured once per statement, with named statements %s', async (preparedStatements) => {
    const pool = connect({ url: database.url, max: 1, applicationName: 'measured', preparedStatements })
    await pool.query('select 1')
    const before = await queries()
    await pool.query('select 1')
    await pool.query({ name: 'named', text: 'select $1::int', values: [1] })
    expect(await queries()).toBe(before + 2)

    const client = await pool.connect()
    await client.query('begin')
    await client.query('rollback')
    client.release()
    expect(await queries()).toBe(before + 4)
    await pool.end()
  })

  it('is measured for a statement that fails, and the failure still reaches the caller', async () => {
    const before = await queries()
    await expect(database.pool.query('select nonsense')).rejects.toThrow('nonsense')
    const client = await database.pool.connect()
    await expect(client.query('select nonsense')).rejects.toThrow('nonsense')
    client.release()
    expect(await queries()).toBe(before + 2)
  })

  it('is measured for each write of checkpoints', async () => {
    const saver = createCheckpointer({ pool: database.pool })
    await saver.setup()
    await putValue(saver, 'measured', 'a')
    await putValue(saver, 'measured', 'b')
    expect(await metric('octollm_checkpoint_duration_seconds')).toBe(2)
  })
})
