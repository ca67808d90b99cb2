import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../src/store/connect.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'

describe('connect', () => {
  let database: FreshDatabase

  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  it('outlives the loss of an idle connection and says that it was lost', async () => {
    const lost: Error[] = []
    const pool = connect({
      url: database.url,
      max: 1,
      applicationName: 'idle',
      onConnectionLost: (error) => lost.push(error),
    })
    await pool.query('select 1')
    await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'idle'`)
    await expect.poll(() => lost.length, { timeout: 10_000 }).toBe(1)
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await pool.end()
  })

  it('outlives the loss of a connection that is in use, and the next statement on it fails', async () => {
    const pool = connect({ url: database.url, max: 1, applicationName: 'used' })
    const client = await pool.connect()
    const ended = new Promise((resolve) => client.once('end', () => resolve(true)))
    await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'used'`)
    await ended
    await expect(client.query('select 1')).rejects.toThrow('not queryable')
    client.release(true)
    await pool.end()
  })

  it('looks for unqualified tables in its schema first', async () => {
    await database.pool.query(
      'create schema "Odd name"; create table "Odd name".things (id int); create table things (no int)',
    )
    const pool = connect({ url: database.url, max: 1, applicationName: 'schema', schema: 'Odd name' })
    expect((await pool.query('select * from things')).fields.map(({ name }) => name)).toEqual(['id'])
    await pool.end()
  })

  it('limits its statements and its forgotten transactions, unless a transaction pooler stands between', async () => {
    const limitsOf = async (preparedStatements: boolean) => {
      const pool = connect({ url: database.url, max: 1, applicationName: 'limits', preparedStatements })
      const { rows } = await pool.query(
        `select current_setting('statement_timeout') as a, current_setting('idle_in_transaction_session_timeout') as b`,
      )
      await pool.end()
      return rows[0]
    }
    expect(await limitsOf(true)).toEqual({ a: '30s', b: '1min' })
    expect(await limitsOf(false)).toEqual({ a: '0', b: '0' })
  })
})
