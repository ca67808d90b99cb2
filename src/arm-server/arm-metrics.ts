import type { IncomingMessage, ServerResponse } from 'node:http'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { AggregationType, MeterProvider } from '@opentelemetry/sdk-metrics'
import { toFaultRecord } from '../contracts/fault.ts'
import type { ArmOutcome } from '../contracts/step.ts'

export interface ArmMetrics {
  /** Counts and times the call, whatever comes of it. */
  observe(call: () => Promise<ArmOutcome>): Promise<ArmOutcome>
  /** Of calls that gave an outcome, the later ones weighing more; null before the first. */
  averageLatencyMs(): number | null
  /** Answers a scrape. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
}

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
// As the original router weighs an arm's history.
const LATEST_WEIGHT = 0.1

/** The numbers of one served arm, apart from whatever else the process measures. */
export function createArmMetrics(armId: string, active: () => number): ArmMetrics {
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true, withoutTargetInfo: true })
  const buckets = { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: BUCKETS } } as const
  const provider = new MeterProvider({
    readers: [exporter],
    views: [{ instrumentName: '*_seconds', aggregation: buckets }],
  })
  const meter = provider.getMeter('octollm-arm')
  const calls = meter.createCounter('octollm_arm_calls', {
    description: 'Calls by outcome: ok, or the code of a fault',
  })
  const duration = meter.createHistogram('octollm_arm_duration_seconds', { description: 'Seconds of one arm call' })
  const running = meter.createObservableGauge('octollm_arm_active_calls', { description: 'Calls that are running now' })
  running.addCallback((result) => result.observe(active(), { arm: armId }))
  let averageMs: number | null = null

  return {
    async observe(call) {
      const startedAt = performance.now()
      try {
        const outcome = await call()
        const ms = performance.now() - startedAt
        averageMs = averageMs === null ? ms : averageMs * (1 - LATEST_WEIGHT) + ms * LATEST_WEIGHT
        calls.add(1, { arm: armId, status: 'ok' })
        return outcome
      } catch (error) {
        calls.add(1, { arm: armId, status: toFaultRecord(error).code })
        throw error
      } finally {
        duration.record((performance.now() - startedAt) / 1_000, { arm: armId })
      }
    },
    averageLatencyMs: () => averageMs,
    handler: (request, response) => exporter.getMetricsRequestHandler(request, response),
  }
}
