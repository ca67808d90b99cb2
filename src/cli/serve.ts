import { once } from 'node:events'
import type { PlanRequest } from '../contracts/plan.ts'
import { toPlanningRequest } from '../planner/to-planning-request.ts'
import { type AppParts, createApp } from '../server/create-app.ts'
import { listen } from '../server/listen.ts'
import { createRateLimiter } from '../server/rate-limit/create-rate-limiter.ts'
import { createRateBuckets } from '../store/postgres-rate-buckets.ts'
import { prepared } from '../store/sql.ts'
import { installPrometheus } from '../telemetry/prometheus.ts'
import { checksOf } from './checks.ts'
import type { Surroundings } from './create-program.ts'
import { packageVersion } from './package-version.ts'
import { type Opened, withSystem } from './with-system.ts'
import { workUntil } from './work.ts'

/** Serves HTTP, and works on tasks in the same process unless told otherwise, until the process is told to stop. */
export async function serve({ port }: { port?: string }, surroundings: Surroundings): Promise<void> {
  const env = port === undefined ? surroundings.env : { ...surroundings.env, PORT: port }
  await withSystem({ ...surroundings, env }, async (opened) => {
    const prometheus = installPrometheus()
    const app = createApp({ ...partsOf(opened), metrics: prometheus.handler })
    const server = await listen(app, opened.config)
    announce(opened, server.url)
    try {
      await (opened.config.worker ? workUntil(opened, surroundings.shutdown) : aborted(surroundings.shutdown))
    } finally {
      await server.close()
      await prometheus.shutdown()
    }
  })
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

function partsOf({ system, config, log }: Opened): AppParts {
  const { octo, tasks, vault, pool, queue } = system
  return {
    tasks,
    vault,
    memory: system.memory,
    indexing: { index: system.index, documents: system.documents },
    search: system.search,
    reflex: octo.reflex,
    arms: system.arms,
    plan: (request: PlanRequest, { signal, requestId }) =>
      octo.planner.plan(toPlanningRequest({ ...request, requestId }, octo.arms.descriptions), { signal }),
    checks: checksOf(system),
    readiness: {
      database: () => check(() => pool.query('select 1'), system.database.where),
      worker: () => check(() => queue.depth(), config.worker ? 'runs in this process' : 'runs in other processes'),
      reflex: () => ({ ok: true, detail: `rules ${octo.reflex.version}` }),
      model: () => describeModel(config, octo.model?.isAvailable() ?? false),
    },
    rateLimiter: limiterOf({ system, config, log }),
    ...(config.trustProxy === null ? {} : { trustProxy: config.trustProxy }),
    log,
    version: packageVersion(),
  }
}

function limiterOf({ system, config, log }: Opened) {
  const onError = (error: unknown) => log.warn({ error }, 'rate_limit.not_cleared')
  const [vaultKey] = config.vaultKeys
  return createRateLimiter({
    tiers: config.rateTiers,
    shared: createRateBuckets({ pool: prepared(system.pool), onError }),
    ...(vaultKey ? { secret: vaultKey.key } : {}),
    log,
  })
}

async function check(look: () => Promise<unknown>, detail: string) {
  return look().then(
    () => ({ ok: true, detail }),
    () => ({ ok: false, detail: `${detail}: does not answer` }),
  )
}

function describeModel({ model }: Opened['config'], isAvailable: boolean) {
  if (!model) {
    return {
      ok: false,
      detail: 'none: plans are made by rule; set OPENAI_API_KEY, or OPENAI_BASE_URL for a local server',
    }
  }
  const name = model.label ? `${model.name} (${model.label})` : model.name
  return { ok: isAvailable, detail: isAvailable ? name : `${name} does not answer: plans are made by rule` }
}

function announce({ config, log, system }: Opened, url: string): void {
  const model = describeModel(config, true).detail
  log.info({ url, database: system.database.where, model, worker: config.worker }, 'server.listening')
  log.warn({ host: config.host }, 'server.loopback_only_without_authentication')
}
