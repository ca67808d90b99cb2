import { once } from 'node:events'
import { createServer } from 'node:http'
import { installPrometheus } from '../telemetry/prometheus.ts'
import type { Opened } from './with-system.ts'

/** Collects metrics; a process without an HTTP server of its own offers them on OCTOLLM_METRICS_PORT, if that is set. */
export async function startMetrics({
  config,
  log,
}: Pick<Opened, 'config' | 'log'>): Promise<{ close(): Promise<void> }> {
  const { handler, shutdown } = installPrometheus()
  if (config.metricsPort === null) return { close: shutdown }
  const server = createServer(handler).listen(config.metricsPort, config.host)
  await once(server, 'listening')
  log.info({ host: config.host, port: config.metricsPort }, 'metrics.listening')
  return {
    async close() {
      server.close()
      server.closeAllConnections()
      await shutdown()
    },
  }
}
