import pg from 'pg'

/** Marks the statements of a benchmark itself, which are not counted. */
export const UNCOUNTED = '/* bench */'

export interface Counted {
  /** As the client sent them, `begin` and `commit` included. */
  readonly statements: number
  /** Time Postgres spent planning them and carrying them out, in milliseconds, waiting for locks included. */
  readonly serverMs: number
  /** Bytes of write-ahead log. */
  readonly walBytes: number
  readonly texts: readonly StatementText[]
}

export interface StatementText {
  readonly query: string
  readonly calls: number
  /** In all of them together, planning included. */
  readonly ms: number
  /** Of it, for planning. */
  readonly plan: number
  /** Bytes of write-ahead log. */
  readonly wal: number
}

/** Counts what a database is asked, by `pg_stat_statements`, which has to be on the server. */
export function createStatementCounter(serverUrl: string) {
  const pool = new pg.Pool({ connectionString: serverUrl, max: 1 })
  return {
    /** From now on, for the database of that connection string. */
    async reset(url: string): Promise<void> {
      await pool.query(`select pg_stat_statements_reset(0, oid, 0) from pg_database where datname = $1 ${UNCOUNTED}`, [
        nameIn(url),
      ])
    },
    async read(url: string): Promise<Counted> {
      const { rows } = await pool.query<StatementText>(
        `select query, sum(calls)::float8 as calls, sum(total_plan_time + total_exec_time)::float8 as ms, sum(total_plan_time)::float8 as plan, sum(wal_bytes)::float8 as wal
          from pg_stat_statements join pg_database on pg_database.oid = dbid
          where datname = $1 and query not like '%${UNCOUNTED}%' group by query`,
        [nameIn(url)],
      )
      const sum = (of: (row: StatementText) => number) => rows.reduce((total, row) => total + of(row), 0)
      return {
        statements: sum(({ calls }) => calls),
        serverMs: sum(({ ms }) => ms),
        walBytes: sum(({ wal }) => wal),
        texts: rows,
      }
    },
    close: () => pool.end(),
  }
}

const nameIn = (url: string) => new URL(url).pathname.slice(1)
