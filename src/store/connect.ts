import pg from 'pg'
import { measureQueries } from './measure-queries.ts'

interface Options {
  readonly url: string
  /** The most connections this pool opens. */
  readonly max: number
  /** Shown by `pg_stat_activity`. */
  readonly applicationName: string
  /** Where unqualified table names are looked for, before `public`. */
  readonly schema?: string
  /**
   * False behind a transaction pooler (PgBouncer): statements are then never named, and nothing is sent at connection time
   * that such a pooler refuses, so `schema` must be set on the database role there.
   */
  readonly preparedStatements?: boolean
  /** Told when an idle connection is lost; the pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void
}

const STATEMENT_LIMIT_MS = 30_000
const IDLE_TRANSACTION_LIMIT_MS = 60_000
const CONNECT_LIMIT_MS = 10_000

/** A pool that outlives restarts of the database. Its statements end after 30 s, its forgotten transactions after 60 s. */
export function connect({ url, max, applicationName, schema, preparedStatements = true, ...rest }: Options): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    ...(preparedStatements ? sessionLimits(schema) : { query_timeout: STATEMENT_LIMIT_MS }),
  })
  // A lost connection ends the process when nobody listens: the pool listens to idle ones only, and wants a listener itself.
  pool.on('error', (error) => rest.onConnectionLost?.(error))
  pool.on('connect', (client) => client.on('error', () => {}))
  pool.on('connect', measureQueries)
  if (!preparedStatements) pool.on('connect', dropStatementNames)
  return pool
}

function sessionLimits(schema: string | undefined): pg.PoolConfig {
  return {
    statement_timeout: STATEMENT_LIMIT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_LIMIT_MS,
    ...(schema === undefined ? {} : { options: `-c search_path=${escapeOption(toSearchPath(schema))}` }),
  }
}

// The server splits this text at blanks.
function escapeOption(value: string): string {
  return value.replaceAll(/[\\\s]/g, '\\$&')
}

/** `schema` first, then `public`, where extensions live. */
export function toSearchPath(schema: string): string {
  return [...new Set([schema, 'public'])].map((name) => pg.escapeIdentifier(name)).join(',')
}

function dropStatementNames(client: pg.PoolClient): void {
  const query: (...parameters: never[]) => unknown = client.query
  Object.defineProperty(client, 'query', {
    value: (first: unknown, ...others: unknown[]) => Reflect.apply(query, client, [withoutName(first), ...others]),
  })
}

function withoutName(query: unknown): unknown {
  if (typeof query !== 'object' || query === null || !('name' in query)) return query
  const { name: _, ...unnamed } = query
  return unnamed
}
