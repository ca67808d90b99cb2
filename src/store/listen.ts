import pg from 'pg'

interface Options {
  /** Of the database itself: LISTEN does not pass a transaction pooler. */
  readonly url: string
  readonly channel: string
  onMessage(payload: string): void
  /** The connection stands, for the first time or again; what was sent meanwhile is lost. */
  onListening(): void
  onLost(error: Error): void
}

export interface Listener {
  /** Resolves when the connection stands; rejects when the first attempt fails. */
  start(): Promise<void>
  /** Sends to every listener of the channel, this one included; false when the connection does not stand. */
  notify(payload: string): Promise<boolean>
  stop(): Promise<void>
}

const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 5_000
const CONNECT_LIMIT_MS = 10_000
const NOTIFY_LIMIT_MS = 5_000

/** One connection that listens on a channel and comes back by itself, with growing delays, when it is lost. */
export function createListener({ url, channel, onMessage, onListening, onLost }: Options): Listener {
  const quoted = pg.escapeIdentifier(channel)
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | undefined
  let isStopped = false

  async function open(): Promise<void> {
    const opening = new pg.Client({
      connectionString: url,
      application_name: 'octollm-listen',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_LIMIT_MS,
      query_timeout: NOTIFY_LIMIT_MS,
    })
    // Without a listener a lost connection ends the process.
    opening.on('error', (error) => lose(opening, error))
    opening.on('end', () => lose(opening, new Error('The connection for notifications was closed.')))
    opening.on('notification', ({ payload = '' }) => onMessage(payload))
    try {
      await opening.connect()
      await opening.query(`listen ${quoted}`)
    } catch (error) {
      abandon(opening)
      throw error
    }
    if (isStopped) return abandon(opening)
    client = opening
    onListening()
  }

  function lose(lost: pg.Client, error: Error): void {
    if (lost !== client) return
    client = null
    abandon(lost)
    onLost(error)
    reopenIn(FIRST_DELAY_MS)
  }

  function reopenIn(delayMs: number): void {
    if (isStopped) return
    const jitteredMs = delayMs * (0.5 + Math.random() / 2)
    retry = setTimeout(() => open().catch(() => reopenIn(Math.min(delayMs * 2, MAX_DELAY_MS))), jitteredMs)
  }

  return {
    start: open,
    async notify(payload) {
      const sender = client
      if (!sender) return false
      try {
        // With parameters it is one statement to whoever looks at pg_stat_statements.
        await sender.query('select pg_notify($1, $2)', [channel, payload])
        return true
      } catch (error) {
        lose(sender, error instanceof Error ? error : new Error('NOTIFY failed', { cause: error }))
        return false
      }
    },
    async stop() {
      isStopped = true
      clearTimeout(retry)
      const open = client
      client = null
      await open?.end()
    },
  }
}

/** Ends a connection of which nothing more is wanted, not even how it ended. */
function abandon(client: pg.Client): void {
  client.end().catch(() => {})
}
