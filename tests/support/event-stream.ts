import { createParser } from 'eventsource-parser'

interface StreamedEvent {
  readonly id: string | undefined
  readonly event: string | undefined
  readonly data: Record<string, unknown>
}

export interface OpenStream {
  readonly response: Response
  /** The events so far. */
  readonly events: readonly StreamedEvent[]
  /** Resolves when the server has ended the stream, or `close` was called. */
  readonly ended: Promise<void>
  close(): void
}

/** Follows a stream of server-sent events as a browser would. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<OpenStream> {
  const controller = new AbortController()
  const response = await fetch(url, { headers, signal: controller.signal })
  const events: StreamedEvent[] = []
  const parser = createParser({
    onEvent: ({ id, event, data }) => void events.push({ id, event, data: JSON.parse(data) }),
  })
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  }
  return { response, events, ended: read().catch(() => {}), close: () => controller.abort() }
}
