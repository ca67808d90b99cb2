import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { toSearchPath } from './connect.ts'

// Two levels up from src/store as from dist/store.
const OWN_MIGRATIONS = fileURLToPath(new URL('../../migrations/', import.meta.url))
const FILE_NAME = /^\d{4}-[a-z0-9-]+\.sql$/

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

interface Options {
  readonly pool: pg.Pool
  /** Holds `NNNN-name.sql` files; this package's own by default. */
  readonly folder?: string
  /** Made if missing. Files name their tables unqualified and get them here. */
  readonly schema: string
  /** Names of the files to apply, for a part that needs no other tables. All by default. */
  readonly only?: readonly string[]
}

/**
 * Brings `schema` up to date, file by file, each in a transaction of its own. Any number of processes may do this at once:
 * they wait for each other. Files applied by a newer version are left alone. Throws when an applied file was changed since.
 * Returns the names of the files that this call applied.
 */
export async function migrate({ pool, folder = OWN_MIGRATIONS, schema, only }: Options): Promise<string[]> {
  const migrations = (await readMigrations(folder)).filter(({ name }) => only?.includes(name) ?? true)
  await inLockedTransaction(pool, schema, (client) => ensureHistory(client, schema))
  const applied: string[] = []
  for (const migration of migrations) {
    const isNew = await inLockedTransaction(pool, schema, (client) => applyOnce(client, migration))
    if (isNew) applied.push(migration.name)
  }
  return applied
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const stray = names.find((name) => !FILE_NAME.test(name))
  if (stray) throw new Error(`${join(folder, stray)} is not called like 0001-some-words.sql. Rename it.`)
  return Promise.all(names.map(async (name) => toMigration(name, await readFile(join(folder, name), 'utf8'))))
}

function toMigration(name: string, text: string): Migration {
  const sql = text.replaceAll('\r\n', '\n') // a checkout on Windows must not look like a change
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function ensureHistory(client: pg.PoolClient, schema: string): Promise<void> {
  const quoted = pg.escapeIdentifier(schema)
  // Looked up first, because "if not exists" asks for the right to create even when there is nothing to do.
  const { rows } = await client.query<{ has_schema: boolean; has_history: boolean }>(
    `select to_regnamespace($1) is not null as has_schema, to_regclass($1 || '.octollm_migrations') is not null as has_history`,
    [quoted],
  )
  if (rows[0]?.has_history) return
  if (!rows[0]?.has_schema) await client.query(`create schema ${quoted}`)
  await client.query(`create table ${quoted}.octollm_migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`)
}

async function applyOnce(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<boolean> {
  const { rows } = await client.query<{ checksum: string }>('select checksum from octollm_migrations where name = $1', [
    name,
  ])
  const [known] = rows
  if (known && known.checksum !== checksum) {
    throw new Error(`migrations/${name} was changed after it was applied. Restore it and write a new file instead.`)
  }
  if (known) return false
  await client.query(sql)
  await client.query('insert into octollm_migrations (name, checksum) values ($1, $2)', [name, checksum])
  return true
}

/** The lock is one of the transaction, so it holds behind a transaction pooler too and cannot outlive a dead process. */
async function inLockedTransaction<T>(
  pool: pg.Pool,
  schema: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    await client.query(`set local statement_timeout = 0; set local search_path = ${toSearchPath(schema)}`)
    await client.query(`select pg_advisory_xact_lock(hashtextextended('octollm migrations of ' || $1, 0))`, [schema])
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost
    })
    throw error
  } finally {
    client.release(broken)
  }
}
