import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/store/embedded/start-embedded.ts'

export interface BenchDatabase {
  readonly url: string
  /** Connection string of an empty database beside it, on the same server. */
  addDatabase(name: string): Promise<string>
  /** What Postgres calls itself, e.g. "18.4". */
  version(): Promise<string>
  /** Stops the server and removes its folder. */
  close(): Promise<void>
}

/** An embedded Postgres in a folder of its own. With `countStatements` it has `pg_stat_statements`. */
export async function openBenchDatabase({ countStatements = false } = {}): Promise<BenchDatabase> {
  // Not os.tmpdir(), nor made here: Postgres may run as another user, and its launcher lets that one in.
  const dataDir = join('/tmp', `octollm-bench-${randomUUID()}`)
  let server = await startEmbeddedPostgres({ dataDir })
  const { url } = server
  if (countStatements) {
    await ask(url, `alter system set shared_preload_libraries = 'pg_stat_statements'`)
    await ask(url, 'alter system set pg_stat_statements.track_planning = on')
    await server.stop()
    server = await startEmbeddedPostgres({ dataDir })
    await ask(url, 'create extension pg_stat_statements')
  }
  return {
    url,
    async addDatabase(name) {
      await ask(url, `create database ${pg.escapeIdentifier(name)}`)
      const beside = new URL(url)
      beside.pathname = `/${name}`
      return beside.href
    },
    async version() {
      const [row] = await ask<{ version: string }>(url, `select current_setting('server_version') as version`)
      return row?.version ?? 'unknown'
    },
    async close() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function ask<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}
