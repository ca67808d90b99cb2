import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Express } from 'express'

export interface Listening {
  readonly url: string
  /** Takes no new connections, ends streams and waits, and gives other requests under way a few seconds. */
  close(): Promise<void>
}

const LAST_MOMENT_MS = 5_000
const BETWEEN_LOOKS_MS = 20

/** Serves the app. Rejects with the error of the system (EADDRINUSE) when the port is taken. */
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
      app.emit('closing')
      // A connection that is kept alive becomes idle when its last answer is out, and would stay so for seconds.
      const idle = setInterval(() => server.closeIdleConnections(), BETWEEN_LOOKS_MS)
      const late = setTimeout(() => server.closeAllConnections(), LAST_MOMENT_MS)
      await closed
      clearInterval(idle)
      clearTimeout(late)
    },
  }
}
