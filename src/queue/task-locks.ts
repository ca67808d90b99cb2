import pg from 'pg'
import type { Transaction } from './queue.ts'

const CONNECT_LIMIT_MS = 5_000
const ANSWER_LIMIT_MS = 10_000
const LOCK = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked'
const UNLOCK = 'select pg_advisory_unlock(hashtextextended($1, 0))'

interface Options {
  /** Reaches the database directly: a transaction pooler would spread the locks over strangers' connections. */
  readonly url: string
  readonly lockPrefix: string
  readonly workerId: string
  /** Told when the connection is gone, and every lock with it. */
  onLost(error: Error): void
}

/**
 * Session advisory locks on one connection of their own: what a dead process cannot keep. One per running task says that
 * its worker is alive, and the moment the process dies Postgres gives it back.
 */
export interface TaskLocks extends Transaction {
  /** Makes the connection where there is none. Throws what `pg` throws. */
  open(): Promise<void>
  /** The way to unlock, or null when another session holds the lock. Throws when the connection is lost. */
  lock(taskId: string): Promise<(() => Promise<void>) | null>
  close(): Promise<void>
}

export function createTaskLocks({ url, lockPrefix, workerId, onLost }: Options): TaskLocks {
  let current: pg.Client | undefined
  let lastQuery: Promise<unknown> = Promise.resolve()

  function lose(client: pg.Client, error: Error): void {
    if (client !== current) return
    current = undefined
    onLost(error)
    // A connection that hangs holds its locks until it is cut off.
    client.end().catch(() => {})
  }

  async function query(client: pg.Client, text: string, values: unknown[]) {
    // One after the other: `pg` asks for it.
    const answer = lastQuery.then(() => client.query(text, values))
    lastQuery = answer.catch(() => {})
    try {
      return await answer
    } catch (error) {
      lose(client, error instanceof Error ? error : new Error('The connection of the task locks failed.'))
      throw error
    }
  }

  function opened(): pg.Client {
    if (!current) throw new Error('The connection of the task locks is not open.')
    return current
  }

  return {
    async open() {
      if (current) return
      const client = new pg.Client({
        connectionString: url,
        application_name: `octollm locks of ${workerId}`,
        connectionTimeoutMillis: CONNECT_LIMIT_MS,
        query_timeout: ANSWER_LIMIT_MS,
        keepAlive: true,
      })
      client.on('error', (error) => lose(client, error))
      client.on('end', () => lose(client, new Error('The connection of the task locks ended.')))
      await client.connect()
      current = client
    },
    async lock(taskId) {
      const client = opened()
      const { rows } = await query(client, LOCK, [lockPrefix + taskId])
      if (!rows[0]?.locked) return null
      return async () => {
        if (client === current) await query(client, UNLOCK, [lockPrefix + taskId])
      }
    },
    query: (text, values = []) => query(opened(), text, values),
    async close() {
      const client = current
      current = undefined
      await client?.end()
    },
  }
}
