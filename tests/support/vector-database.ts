import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import type pg from 'pg'
import { connect } from '../../src/store/connect.ts'
import { freePort } from './free-port.ts'

/** A Postgres in this process that has pgvector; it answers one connection. */
export async function vectorDatabase(): Promise<{ readonly pool: pg.Pool; close(): Promise<void> }> {
  const db = await PGlite.create({ extensions: { vector } })
  // All its connections are one session, and the options that a connection asks for are not heard.
  await db.exec('create schema octollm; set search_path = octollm, public')
  const port = await freePort()
  const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1' })
  await server.start()
  const pool = connect({
    url: `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    max: 1,
    applicationName: 'octollm-test',
  })
  return {
    pool,
    async close() {
      await pool.end()
      await server.stop()
      await db.close()
    },
  }
}
