import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../src/store/connect.ts'
import { prepared } from '../../../src/store/sql.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'

describe('prepared', () => {
  let database: FreshDatabase
  beforeAll(async () => {
    database = await freshDatabase()
  })
  afterAll(() => database.drop())

  const STATEMENT = 'select $1::int + 1 as next'
  const PREPARED = 'select statement from pg_prepared_statements'

  async function onOneConnection(options: { preparedStatements?: boolean }) {
    const pool = connect({ url: database.url, max: 1, applicationName: 'test', ...options })
    try {
      const sql = prepared(pool)
      const first = await sql.query<{ next: number }>(STATEMENT, [1])
      const second = await sql.query<{ next: number }>(STATEMENT, [2])
      const { rows } = await pool.query<{ statement: string }>(PREPARED)
      return { next: [...first.rows, ...second.rows].map(({ next }) => next), kept: rows }
    } finally {
      await pool.end()
    }
  }

  it('keeps one plan of a statement on a connection, however often it is sent', async () => {
    expect(await onOneConnection({})).toEqual({ next: [2, 3], kept: [{ statement: STATEMENT }] })
  })

  it('keeps none where statements may not be named', async () => {
    expect(await onOneConnection({ preparedStatements: false })).toEqual({ next: [2, 3], kept: [] })
  })
})
