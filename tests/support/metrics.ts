import { type Attributes, metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'

/**
 * Reads what the process measures from now on: a counter's or gauge's value, a histogram's number of values. Call it once
 * per test file, before anything is measured.
 */
export function recordMetrics(): (name: string, attributes?: Record<string, string>) => Promise<number | undefined> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  return async (name, attributes = {}) => {
    const { resourceMetrics } = await reader.collect()
    const points: readonly Point[] = resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }): readonly Point[] => dataPoints)
    const isWanted = (point: Point) =>
      Object.entries(attributes).every(([key, value]) => point.attributes[key] === value)
    const value = points.find(isWanted)?.value
    return typeof value === 'object' ? value.count : value
  }
}

interface Point {
  readonly attributes: Attributes
  readonly value: number | { readonly count: number }
}
