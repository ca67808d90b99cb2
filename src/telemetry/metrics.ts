import {
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  type MeterProvider,
  metrics,
  type ObservableGauge,
  type ObservableResult,
} from '@opentelemetry/api'

/**
 * The numbers the system keeps of itself. Recorded through the OpenTelemetry API, so they cost nothing until a process
 * installs an SDK (`telemetry/prometheus.ts` does), whenever that is.
 */
const COUNTERS = {
  tasks: ['octollm_tasks', 'Tasks by how they ended'],
  steps: ['octollm_steps', 'Steps by arm and status'],
  planRequests: ['octollm_plan_requests', 'Plans by source: llm, cache, rule'],
  planCacheHits: ['octollm_plan_cache_hits', 'Plans answered from the cache'],
  planCacheMisses: ['octollm_plan_cache_misses', 'Plans not found in the cache'],
  reflexDetections: ['octollm_reflex_detections', 'Findings of the reflex layer by kind'],
  reflexBlocked: ['octollm_reflex_blocked', 'Texts refused by the reflex layer, by category'],
  reflexReloads: [
    'octollm_reflex_reloads',
    'Changes of the reflex policy by outcome: ok, failed (the old one is kept)',
  ],
  modelTokens: ['octollm_llm_tokens', 'Model tokens by model and type (input, output)'],
  modelCost: ['octollm_llm_cost_usd', 'Model cost in US dollars'],
  apiRequests: ['octollm_api_requests', 'HTTP requests by route, method and status'],
  rateLimited: ['octollm_rate_limited', 'Requests refused by whose limit: client, user, global'],
  rateLimitFallbacks: [
    'octollm_rate_limit_fallbacks',
    'Requests that one process judged by itself, because the shared limits did not answer',
  ],
  searches: ['octollm_searches', 'Searches of the documents by method: keyword, vector, hybrid'],
  embeddings: ['octollm_embeddings', 'Texts for the embedding model by outcome: ok, failed'],
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

interface Instruments {
  readonly provider: MeterProvider
  readonly meter: Meter
  readonly counters: Map<string, Counter>
  readonly histograms: Map<string, Histogram>
  readonly gauges: Map<string, ObservableGauge>
}

type Read = (result: ObservableResult) => void | Promise<void>

const readsOf = new Map<keyof typeof GAUGES, Set<Read>>()
let current: Instruments | undefined

/** The instruments of the SDK that is installed now: those of before it record nothing, and would for ever. */
function instruments(): Instruments {
  const provider = metrics.getMeterProvider()
  if (current?.provider === provider) return current
  current = {
    provider,
    meter: metrics.getMeter('octollm'),
    counters: new Map(),
    histograms: new Map(),
    gauges: new Map(),
  }
  for (const [name, reads] of readsOf) for (const read of reads) gaugeOf(current, name).addCallback(read)
  return current
}

function gaugeOf({ meter, gauges }: Instruments, name: keyof typeof GAUGES): ObservableGauge {
  const [id, description] = GAUGES[name]
  const instrument = gauges.get(id) ?? meter.createObservableGauge(id, { description })
  gauges.set(id, instrument)
  return instrument
}

export function count(name: keyof typeof COUNTERS, attributes: Attributes = {}, by = 1): void {
  const [id, description] = COUNTERS[name]
  const { meter, counters } = instruments()
  const counter = counters.get(id) ?? meter.createCounter(id, { description })
  counters.set(id, counter)
  counter.add(by, attributes)
}

/** Records a duration in seconds. */
export function observe(name: keyof typeof HISTOGRAMS, seconds: number, attributes: Attributes = {}): void {
  const [id, description] = HISTOGRAMS[name]
  const { meter, histograms } = instruments()
  const histogram = histograms.get(id) ?? meter.createHistogram(id, { description })
  histograms.set(id, histogram)
  histogram.record(seconds, attributes)
}

/** Asks for the value whenever the metrics are read. Returns the way to stop. */
export function gauge(name: keyof typeof GAUGES, read: Read): () => void {
  gaugeOf(instruments(), name).addCallback(read)
  const reads = readsOf.get(name) ?? new Set()
  readsOf.set(name, reads.add(read))
  return () => {
    reads.delete(read)
    gaugeOf(instruments(), name).removeCallback(read)
  }
}

/** Has an SDK that was installed just now asked for the gauges too; what is counted finds it by itself. */
export function useInstalledMeter(): void {
  instruments()
}
