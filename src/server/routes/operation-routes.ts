import { setTimeout as sleep } from 'node:timers/promises'
import { Router } from 'express'
import type { AppParts, Check } from '../create-app.ts'

type Parts = Pick<AppParts, 'readiness' | 'version' | 'metrics'>

/** Alive, ready, metrics, and what there is. */
export function operationRoutes({ readiness, version, metrics }: Parts): Router {
  const routes = Router()

  routes.get('/', (_request, response) => {
    response.json({ name: 'octollm', version, links: LINKS })
  })

  routes.get('/health', (_request, response) => {
    response.json({ status: 'alive', version })
  })

  routes.get('/ready', async (_request, response) => {
    const [database, worker] = await Promise.all([soon(readiness.database()), soon(readiness.worker())])
    const model = readiness.model()
    const checks = { database, worker, reflex: readiness.reflex(), model }
    const isReady = database.ok && worker.ok && checks.reflex.ok
    const whenReady = model.ok ? 'ready' : 'degraded'
    response.status(isReady ? 200 : 503).json({ status: isReady ? whenReady : 'unready', checks })
  })

  if (metrics) routes.get('/metrics', (request, response) => metrics(request, response))
  return routes
}

const READY_LIMIT_MS = 2_000

/** What is asked whether it is ready must answer before whoever asks gives up. */
function soon(check: Promise<Check>): Promise<Check> {
  const late: Check = { ok: false, detail: `no answer within ${READY_LIMIT_MS / 1_000} s` }
  const failed: Check = { ok: false, detail: 'could not be checked' }
  const limit = new AbortController()
  const timeout = sleep(READY_LIMIT_MS, late, { signal: limit.signal }).catch(() => late)
  return Promise.race([check.catch(() => failed), timeout]).finally(() => limit.abort())
}

const LINKS = {
  submit: 'POST /submit',
  tasks: 'GET /api/v1/tasks',
  task: 'GET /tasks/{id}',
  results: 'GET /tasks/{id}/results',
  events: 'GET /tasks/{id}/events',
  plan_of_task: 'GET /tasks/{id}/plan',
  trace: 'GET /tasks/{id}/trace',
  resume: 'POST /tasks/{id}/resume',
  cancel: 'POST /tasks/{id}/cancel',
  plan: 'POST /plan',
  index: 'POST /index',
  documents: 'GET /index',
  remove_document: 'DELETE /index',
  search: 'POST /search',
  process: 'POST /process',
  check: 'POST /check',
  validate: 'POST /validate',
  arms: 'GET /arms',
  arm: 'GET /arms/{id}',
  register_arm: 'POST /arms/register',
  remove_arm: 'DELETE /arms/{id}',
  memory: 'POST /memory/search',
  memory_of_entities: 'GET /memory/entities',
  memory_of_tasks: 'GET /memory/tasks',
  capabilities: 'GET /capabilities',
  health: 'GET /health',
  ready: 'GET /ready',
  metrics: 'GET /metrics',
}
