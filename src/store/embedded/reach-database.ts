import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const POLL_MS = 15
const EXISTS_ALREADY = new Set(['42P04', '23505'])

/** A connection string for the server behind that socket. */
export function toSocketUrl(socketDir: string, database: string): string {
  return `postgres://octollm@localhost/${database}?host=${encodeURIComponent(socketDir)}`
}

/** Waits until the server answers, then makes sure that `database` exists. False when `keepWaiting` says no first. */
export async function reachDatabase(socketDir: string, database: string, keepWaiting: () => boolean): Promise<boolean> {
  while (keepWaiting()) {
    const client = await tryConnect(toSocketUrl(socketDir, 'postgres'))
    if (client) {
      await ensureDatabase(client, database).finally(() => client.end())
      return true
    }
    await sleep(POLL_MS)
  }
  return false
}

async function tryConnect(connectionString: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {}) // a server that goes away now is noticed by the next query
  try {
    await client.connect()
    return client
  } catch {
    return undefined // not up yet, or still recovering
  }
}

async function ensureDatabase(client: pg.Client, database: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
  if (rowCount) return
  try {
    await client.query(`create database ${client.escapeIdentifier(database)}`)
  } catch (error) {
    // Two processes may find it missing at the same moment.
    if (!(error instanceof pg.DatabaseError && EXISTS_ALREADY.has(error.code ?? ''))) throw error
  }
}
