import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Express } from 'express'

export interface Listening {
  readonly url: string
  /** Takes no new connections, gives running requests a moment, and ends streams. */
  close(): Promise<void>
}

const LAST_MOMENT_MS = 500

/** Serves the app. Rejects when the port is taken. */
export async function listen(app: Express, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createServer(app).listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), LAST_MOMENT_MS).unref()
      await closed
    },
  }
}
