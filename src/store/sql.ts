import { createHash } from 'node:crypto'

/** The one thing that most of the store asks of Postgres. A `pg` pool fits it, and so does one of its connections. */
export interface Sql {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
}

/** Also carries statements under a name: a `pg` pool. */
export interface NamedSql extends Sql {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
  query<Row>(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: Row[] }>
}

/**
 * `sql` with every statement parsed and planned once per connection, which saves a third of the time of a short one. For
 * texts that are constants: each stays in the memory of each connection. Where statements may not be named, `connect`
 * takes the names away again.
 */
export function prepared(sql: NamedSql): Sql {
  return { query: (text, values = []) => sql.query({ name: nameOf(text), text, values }) }
}

const names = new Map<string, string>()

// Postgres cuts names at 63 characters, and tells statements apart by nothing else.
function nameOf(text: string): string {
  const known = names.get(text)
  if (known) return known
  const name = `octollm-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
  names.set(text, name)
  return name
}

/** Where connections come from: a `pg` pool. */
export interface Pool extends Sql {
  connect(): Promise<Sql & { release(broken?: Error): void }>
}

/** Runs `work` in a transaction on a connection of its own; what it throws rolls everything back and is rethrown. */
export async function inTransaction<T>(pool: Pool, work: (transaction: Sql) => Promise<T>): Promise<T> {
  const connection = await pool.connect()
  let broken: Error | undefined
  try {
    await connection.query('begin')
    const result = await work(connection)
    await connection.query('commit')
    return result
  } catch (error) {
    await connection.query('rollback').catch((lost: Error) => {
      broken = lost
    })
    throw error
  } finally {
    connection.release(broken)
  }
}
