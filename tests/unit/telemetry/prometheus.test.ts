import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { count, gauge, observe } from '../../../src/telemetry/metrics.ts'
import { installPrometheus } from '../../../src/telemetry/prometheus.ts'

const COUNTERS = {
  tasks: 'octollm_tasks_total',
  steps: 'octollm_steps_total',
  planRequests: 'octollm_plan_requests_total',
  planCacheHits: 'octollm_plan_cache_hits_total',
  planCacheMisses: 'octollm_plan_cache_misses_total',
  reflexDetections: 'octollm_reflex_detections_total',
  reflexBlocked: 'octollm_reflex_blocked_total',
  reflexReloads: 'octollm_reflex_reloads_total',
  modelTokens: 'octollm_llm_tokens_total',
  modelCost: 'octollm_llm_cost_usd_total',
  apiRequests: 'octollm_api_requests_total',
  rateLimited: 'octollm_rate_limited_total',
  rateLimitFallbacks: 'octollm_rate_limit_fallbacks_total',
  searches: 'octollm_searches_total',
  embeddings: 'octollm_embeddings_total',
  errors: 'octollm_errors_total',
} as const satisfies Record<Parameters<typeof count>[0], string>

const HISTOGRAMS = {
  taskDuration: 'octollm_task_duration_seconds',
  queueWait: 'octollm_queue_wait_seconds',
  armDuration: 'octollm_arm_duration_seconds',
  planDuration: 'octollm_plan_duration_seconds',
  reflexDuration: 'octollm_reflex_duration_seconds',
  modelDuration: 'octollm_llm_duration_seconds',
  apiDuration: 'octollm_api_duration_seconds',
  queryDuration: 'octollm_db_query_duration_seconds',
  checkpointDuration: 'octollm_checkpoint_duration_seconds',
} as const satisfies Record<Parameters<typeof observe>[0], string>

const GAUGES = {
  activeTasks: 'octollm_active_tasks',
  queueDepth: 'octollm_queue_depth',
  armHealth: 'octollm_arm_health',
  breakerState: 'octollm_circuit_breaker_state',
} as const satisfies Record<Parameters<typeof gauge>[0], string>

const keysOf = <Key extends string>(names: Record<Key, string>) => Object.keys(names) as Key[]

describe('the Prometheus exporter', () => {
  let prometheus: ReturnType<typeof installPrometheus>
  let stops: (() => void)[] = []

  beforeEach(() => {
    stops = [gauge('queueDepth', (result) => result.observe(3, { priority: 'low' }))]
    count('errors', { code: 'BEFORE' })
    prometheus = installPrometheus()
  })
  afterEach(async () => {
    for (const stop of stops) stop()
    await prometheus.shutdown()
  })

  async function scrape(): Promise<string> {
    const server = createServer(prometheus.handler).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const text = await (await fetch(`http://127.0.0.1:${port}`)).text()
    server.close()
    server.closeAllConnections()
    return text
  }

  it('gives every metric exactly its documented name and type, and nothing else', async () => {
    for (const name of keysOf(COUNTERS)) count(name)
    for (const name of keysOf(HISTOGRAMS)) observe(name, 0.02)
    stops.push(...keysOf(GAUGES).map((name) => gauge(name, (result) => result.observe(1))))
    const types = [...(await scrape()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type])
    expect(types.sort()).toEqual(
      [
        ...Object.values(COUNTERS).map((name) => [name, 'counter']),
        ...Object.values(HISTOGRAMS).map((name) => [name, 'histogram']),
        ...Object.values(GAUGES).map((name) => [name, 'gauge']),
      ].sort(),
    )
  })

  it('adds no labels of its own, and no unit to a name', async () => {
    count('modelCost', { model: 'm' }, 0.25)
    observe('apiDuration', 0.02, { route: '/submit' })
    const lines = (await scrape()).split('\n')
    expect(lines).toContain('octollm_llm_cost_usd_total{model="m"} 0.25')
    expect(lines).toContain('octollm_api_duration_seconds_count{route="/submit"} 1')
  })

  it('sorts durations into buckets of seconds, from half a millisecond to an hour', async () => {
    observe('reflexDuration', 0.0002)
    observe('reflexDuration', 0.04)
    observe('reflexDuration', 1_200)
    const bucket = /^octollm_reflex_duration_seconds_bucket\{le="(.+)"\} (\d+)$/gm
    const counts = Object.fromEntries([...(await scrape()).matchAll(bucket)].map(([, le, n]) => [le, Number(n)]))
    expect(counts).toMatchObject({ '0.0005': 1, '0.025': 1, '0.05': 2, '600': 2, '3600': 3, '+Inf': 3 })
  })

  it('counts what was counted before it was installed from then on, and asks gauges that were there already', async () => {
    count('errors', { code: 'AFTER' })
    const text = await scrape()
    expect(text).toContain('octollm_errors_total{code="AFTER"} 1')
    expect(text).toContain('octollm_queue_depth{priority="low"} 3')
    expect(text).not.toContain('BEFORE')
  })

  it('stops asking a gauge that was stopped', async () => {
    for (const stop of stops.splice(0)) stop()
    expect(await scrape()).not.toContain('octollm_queue_depth')
  })
})
