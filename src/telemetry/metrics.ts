import { type Attributes, type Counter, type Histogram, metrics, type ObservableResult } from '@opentelemetry/api'

/**
 * The numbers the system keeps of itself. Recorded through the OpenTelemetry API, so they cost nothing until a process
 * installs an SDK (`telemetry/prometheus.ts` does); instruments are made on first use because the API hands out no-ops
 * before that.
 */
const COUNTERS = {
  tasks: ['octollm_tasks', 'Tasks by how they ended'],
  steps: ['octollm_steps', 'Steps by arm and status'],
  planRequests: ['octollm_plan_requests', 'Plans by source: llm, cache, rule'],
  planCacheHits: ['octollm_plan_cache_hits', 'Plans answered from the cache'],
  planCacheMisses: ['octollm_plan_cache_misses', 'Plans not found in the cache'],
  reflexDetections: ['octollm_reflex_detections', 'Findings of the reflex layer by kind'],
  reflexBlocked: ['octollm_reflex_blocked', 'Texts refused by the reflex layer, by category'],
  modelTokens: ['octollm_llm_tokens', 'Model tokens by model and type (input, output)'],
  modelCost: ['octollm_llm_cost_usd', 'Model cost in US dollars'],
  apiRequests: ['octollm_api_requests', 'HTTP requests by route, method and status'],
  errors: ['octollm_errors', 'Faults by code'],
} as const

const HISTOGRAMS = {
  taskDuration: ['octollm_task_duration_seconds', 'Seconds from submission to the end'],
  queueWait: ['octollm_queue_wait_seconds', 'Seconds from being put in line to being claimed'],
  armDuration: ['octollm_arm_duration_seconds', 'Seconds of one arm call'],
  planDuration: ['octollm_plan_duration_seconds', 'Seconds to make a plan'],
  reflexDuration: ['octollm_reflex_duration_seconds', 'Seconds of one reflex scan'],
  modelDuration: ['octollm_llm_duration_seconds', 'Seconds of one model call'],
  apiDuration: ['octollm_api_duration_seconds', 'Seconds of one HTTP request'],
  queryDuration: ['octollm_db_query_duration_seconds', 'Seconds of one database query'],
  checkpointDuration: ['octollm_checkpoint_duration_seconds', 'Seconds of one checkpoint write'],
} as const

const GAUGES = {
  activeTasks: ['octollm_active_tasks', 'Tasks being run by this process'],
  queueDepth: ['octollm_queue_depth', 'Tasks in line by priority'],
  armHealth: ['octollm_arm_health', 'Health of an arm: 1 healthy, 0.5 degraded, 0 unavailable'],
  breakerState: ['octollm_circuit_breaker_state', 'Circuit breaker: 0 closed, 0.5 half open, 1 open'],
} as const

const meter = () => metrics.getMeter('octollm')
const counters = new Map<string, Counter>()
const histograms = new Map<string, Histogram>()

export function count(name: keyof typeof COUNTERS, attributes: Attributes = {}, by = 1): void {
  const [id, description] = COUNTERS[name]
  const counter = counters.get(id) ?? meter().createCounter(id, { description })
  counters.set(id, counter)
  counter.add(by, attributes)
}

/** Records a duration in seconds. */
export function observe(name: keyof typeof HISTOGRAMS, seconds: number, attributes: Attributes = {}): void {
  const [id, description] = HISTOGRAMS[name]
  const histogram = histograms.get(id) ?? meter().createHistogram(id, { description })
  histograms.set(id, histogram)
  histogram.record(seconds, attributes)
}

/** Asks for the value whenever the metrics are read. Returns the way to stop. */
export function gauge(name: keyof typeof GAUGES, read: (result: ObservableResult) => void | Promise<void>): () => void {
  const [id, description] = GAUGES[name]
  const instrument = meter().createObservableGauge(id, { description })
  instrument.addCallback(read)
  return () => instrument.removeCallback(read)
}
