/** The one thing that most of the store asks of Postgres. A `pg` pool fits it, and so does one of its connections. */
export interface Sql {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>
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
