import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { connect } from '../../src/store/connect.ts'

export interface FreshDatabase {
  readonly url: string
  readonly pool: pg.Pool
  /** Ends `pool` and removes the database, also under connections that others left open. */
  drop(): Promise<void>
}

/** An empty database of its own on the server of this test run. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(`create database ${name}`)
  const url = new URL(inject('databaseServerUrl'))
  url.pathname = `/${name}`
  const pool = connect({ url: url.href, max: 8, applicationName: 'octollm-test' })
  return {
    url: url.href,
    pool,
    async drop() {
      await pool.end()
      await onServer(`drop database ${name} with (force)`)
    },
  }
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('databaseServerUrl') })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
