import type { IncomingMessage, ServerResponse } from 'node:http'
import { metrics } from '@opentelemetry/api'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics'
import { useInstalledMeter } from './metrics.ts'

export interface Prometheus {
  /** Answers a scrape. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
  shutdown(): Promise<void>
}

// Seconds: from a reflex scan (well under a millisecond) to a long task.
const BUCKETS = [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600, 3600]

/** Collects this process's metrics from now on. What was recorded before is lost. */
export function installPrometheus(): Prometheus {
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true, withoutTargetInfo: true })
  const provider = new MeterProvider({
    readers: [exporter],
    views: [
      {
        instrumentName: '*_seconds',
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: BUCKETS } },
      },
    ],
  })
  metrics.setGlobalMeterProvider(provider)
  useInstalledMeter()
  return {
    handler: (request, response) => exporter.getMetricsRequestHandler(request, response),
    async shutdown() {
      metrics.disable()
      await provider.shutdown()
    },
  }
}
