import { createListener } from './listen.ts'

/**
 * News between processes, without content: a topic says where to look. News may get lost (a connection breaks, a process
 * is slow), so whoever subscribes also looks by itself every second.
 */
export interface Notifications {
  /** Calls back when there is news of the topic, and after every time news may have been missed; returns the way to stop. */
  subscribe(topic: string, onNews: () => void): () => void
  /**
   * Tells all processes, this one included, within some 10 ms; never waits, never fails. Topics have no white space. Call
   * it after the commit: a NOTIFY inside a transaction makes all commits wait for each other.
   */
  publish(topic: string): void
}

export interface NotificationsConnection extends Notifications {
  /** Resolves when the connection stands, rejects when it cannot be made. Until then nothing is told or heard. */
  start(): Promise<void>
  stop(): Promise<void>
}

interface Options {
  /** Of the database itself: LISTEN does not pass a transaction pooler. */
  readonly url: string
  /** Processes hear of each other when they use the same schema. */
  readonly schema: string
  /** Told when the connection is lost; it comes back by itself. */
  readonly onConnectionLost?: (error: Error) => void
}

const BETWEEN_NOTIFIES_MS = 10
// Postgres takes fewer than 8,000 bytes.
const MAX_PAYLOAD_CHARACTERS = 7_000
const MAX_CHANNEL_CHARACTERS = 63
// More than this much unsent news means that nobody is being told anyway; polling finds it.
const MAX_PENDING_TOPICS = 10_000

/** Uses one connection per process, for listening and for telling, and sends at most one NOTIFY per 10 ms. */
export function createNotifications({ url, schema, onConnectionLost }: Options): NotificationsConnection {
  const subscribers = new Map<string, Set<() => void>>()
  const pending = new Set<string>()
  let sending: NodeJS.Timeout | undefined
  let nextAt = 0

  const tell = (topic: string) => {
    for (const onNews of subscribers.get(topic) ?? []) onNews()
  }
  const listener = createListener({
    url,
    channel: `octollm_${schema}`.slice(0, MAX_CHANNEL_CHARACTERS),
    onMessage: (payload) => payload.split(' ').forEach(tell),
    onListening: () => [...subscribers.keys()].forEach(tell),
    onLost: (error) => onConnectionLost?.(error),
  })

  async function send(): Promise<void> {
    nextAt = Date.now() + BETWEEN_NOTIFIES_MS
    const payload = takePayload(pending)
    const isSent = await listener.notify(payload)
    if (!isSent) pending.clear()
    sending = undefined
    if (pending.size > 0) sendSoon()
  }

  function sendSoon(): void {
    sending ??= setTimeout(() => void send(), Math.max(0, nextAt - Date.now()))
  }

  return {
    subscribe(topic, onNews) {
      const known = subscribers.get(topic) ?? new Set()
      subscribers.set(topic, known.add(onNews))
      return () => {
        known.delete(onNews)
        if (known.size === 0 && subscribers.get(topic) === known) subscribers.delete(topic)
      }
    },
    publish(topic) {
      if (pending.size >= MAX_PENDING_TOPICS) return
      pending.add(topic)
      sendSoon()
    },
    start: () => listener.start(),
    async stop() {
      clearTimeout(sending)
      await listener.stop()
    },
  }
}

/** Takes as many topics as one NOTIFY carries. */
function takePayload(pending: Set<string>): string {
  let payload = ''
  for (const topic of pending) {
    if (payload.length + topic.length >= MAX_PAYLOAD_CHARACTERS) break
    payload += payload === '' ? topic : ` ${topic}`
    pending.delete(topic)
  }
  return payload
}
