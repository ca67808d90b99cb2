import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openAiModel } from '../../../src/model/openai-model.ts'
import { createPlanner } from '../../../src/planner/create-planner.ts'
import { createMemoryPlanCache } from '../../../src/planner/plan-cache.ts'
import { always, type ModelServer, startModelServer } from '../../support/model-server.ts'
import { CODE_PLAN } from '../../support/plan-answer.ts'
import { planningRequest } from '../../support/planning-request.ts'

const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
let server: ModelServer

beforeAll(async () => {
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  server = await startModelServer()
})
afterAll(async () => {
  await server.close()
  await reader.shutdown()
  metrics.disable()
})

/** Every point of a metric as `label=value,… number`, durations as their count. */
async function readPoints(): Promise<Map<string, string[]>> {
  await reader.forceFlush()
  const latest = exporter.getMetrics().at(-1)
  const all = latest?.scopeMetrics.flatMap((scope) => scope.metrics) ?? []
  return new Map(
    all.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      dataPoints.map(({ attributes, value }) => {
        const labels = Object.entries(attributes).map(([name, label]) => `${name}=${label}`)
        return `${labels.join(',')} ${typeof value === 'object' ? value.count : value}`
      }),
    ]),
  )
}

it('counts plans, cache, tokens, cost and the state of the breaker, under names without content', async () => {
  server.answer(always, { content: CODE_PLAN, usage: { prompt_tokens: 1_000_000, completion_tokens: 10 } }, 1)
  server.answer(always, { status: 503 })
  const model = openAiModel({
    model: 'gpt-4o-mini',
    baseUrl: server.url,
    retries: { attempts: 0 },
    breaker: { failures: 1 },
  })
  const planner = createPlanner({ model, cache: createMemoryPlanCache() })
  await planner.plan(planningRequest())
  await planner.plan(planningRequest())
  await planner.plan(planningRequest({ goal: 'Write something else, please' }))

  const points = await readPoints()
  expect(points.get('octollm_plan_requests')).toEqual(['source=llm 1', 'source=cache 1', 'source=rule 1'])
  expect(points.get('octollm_plan_duration_seconds')).toEqual(['source=llm 1', 'source=cache 1', 'source=rule 1'])
  expect(points.get('octollm_plan_cache_hits')).toEqual([' 1'])
  expect(points.get('octollm_plan_cache_misses')).toEqual([' 2'])
  expect(points.get('octollm_llm_tokens')).toEqual([
    'model=gpt-4o-mini,purpose=plan,type=input 1000000',
    'model=gpt-4o-mini,purpose=plan,type=output 10',
  ])
  expect(points.get('octollm_llm_cost_usd')?.[0]).toMatch(/^model=gpt-4o-mini,purpose=plan 0\.15000/)
  expect(points.get('octollm_llm_duration_seconds')).toEqual(['model=gpt-4o-mini,purpose=plan 2'])
  expect(points.get('octollm_circuit_breaker_state')).toEqual(['target=gpt-4o-mini 1'])
  expect(JSON.stringify([...points])).not.toContain('ISO dates')
})
