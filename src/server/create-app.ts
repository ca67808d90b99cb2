import type { IncomingMessage, ServerResponse } from 'node:http'
import express, { type Express } from 'express'
import type { Plan, PlanRequest } from '../contracts/plan.ts'
import type { Reflex } from '../reflex/reflex.ts'
import type { TokenVault } from '../reflex/token-vault.ts'
import type { TaskStore } from '../store/task-store.ts'
import type { Logger } from '../telemetry/log.ts'
import { createVerdictCache } from './cached-verdict.ts'
import { guardHost, secureHeaders } from './guard-host.ts'
import { observeRequests } from './observe-requests.ts'
import { createErrorHandler } from './problem.ts'
import type { RateLimiter } from './rate-limit/create-rate-limiter.ts'
import { limitRequests } from './rate-limit/limit-requests.ts'
import { refuseUnknownRoutes } from './refuse-unknown-routes.ts'
import { createRequestId } from './request-id.ts'
import { type ArmDesk, armRoutes } from './routes/arm-routes.ts'
import { type Checks, checkRoutes } from './routes/check-routes.ts'
import { type Indexing, indexBody, indexRoutes } from './routes/index-routes.ts'
import { knowledgeRoutes } from './routes/knowledge-routes.ts'
import { type Memory, memoryRoutes } from './routes/memory-routes.ts'
import { operationRoutes } from './routes/operation-routes.ts'
import { planRoutes } from './routes/plan-routes.ts'
import { answerWithoutVerdict, processRoutes } from './routes/process-routes.ts'
import { type Searching, searchRoutes } from './routes/search-routes.ts'
import { submitRoutes } from './routes/submit-routes.ts'
import { taskRoutes } from './routes/task-routes.ts'
import { traceRoutes } from './routes/trace-routes.ts'
import { createTaskDesk } from './task-desk.ts'

/** Whether a part is fit for work, and what it is, in words for people. */
export interface Check {
  readonly ok: boolean
  readonly detail: string
}

export interface AppParts {
  readonly tasks: TaskStore
  readonly reflex: Reflex
  /** Gives submitters back what tokens stand for. Null: tokens stay tokens. */
  readonly vault: TokenVault | null
  readonly arms: ArmDesk
  plan(request: PlanRequest, options: { readonly signal: AbortSignal; readonly requestId: string }): Promise<Plan>
  /** The judge and the guardian by themselves. Without them `/validate` and `/check` do not exist. */
  readonly checks?: Checks
  readonly readiness: {
    database(): Promise<Check>
    worker(): Promise<Check>
    reflex(): Check
    /** Not ok means degraded, not unready: plans are then made by rule. */
    model(): Check
  }
  readonly log: Logger
  readonly version: string
  /** Answers `GET /metrics`; without it that route does not exist. */
  readonly metrics?: (request: IncomingMessage, response: ServerResponse) => void
  /** How often requests may come that change or cost something. Null or left out: as often as they like. */
  readonly rateLimiter?: RateLimiter | null
  /**
   * Which proxies may say in X-Forwarded-For whose request they pass on, as Express's "trust proxy": how many there are,
   * or their addresses. None when left out.
   */
  readonly trustProxy?: number | readonly string[]
  /** What is remembered between tasks; without it those routes do not exist. */
  readonly memory?: Memory
  /** What the retriever searches; without it `/index` does not exist. */
  readonly indexing?: Indexing
  /** Searches it; without it `/search` does not exist. */
  readonly search?: Searching['search']
  /** Hosts a request may name; loopback names when left out, as a guard against DNS rebinding. */
  readonly allowedHosts?: readonly string[]
}

const BODY_LIMIT = '256kb'
// 100,000 characters, each of them written as an escape of six.
const TEXT_LIMIT = '640kb'

/**
 * The HTTP API as a value: no port, no process. HTTP submits work and reads what came of it; workers do it. An app that is
 * not served by `listen` is told `emit('closing')` when its server closes, so that streams end.
 */
export function createApp(parts: AppParts): Express {
  const { log, reflex } = parts
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple')
  app.set('trust proxy', parts.trustProxy ?? false)
  const closing = new AbortController()
  app.once('closing', () => closing.abort())
  const lasting = { ...parts, desk: createTaskDesk(parts), closing: closing.signal }
  app.use(createRequestId(), observeRequests({ log }), secureHeaders(), guardHost(parts.allowedHosts))
  app.use(operationRoutes(parts))
  app.use(['/process', '/check', '/validate'], express.json({ limit: TEXT_LIMIT, strict: false }))
  if (parts.indexing) app.use('/index', indexBody())
  app.use(express.json({ limit: BODY_LIMIT, strict: false }))
  if (parts.rateLimiter) app.use(limitRequests(parts.rateLimiter))
  app.use(submitRoutes(lasting))
  app.use(taskRoutes(lasting))
  app.use(traceRoutes(lasting))
  app.use(planRoutes(lasting))
  app.use(armRoutes(parts))
  app.use(processRoutes({ reflex, cache: createVerdictCache() }))
  if (parts.checks) app.use(checkRoutes({ ...lasting, checks: parts.checks }))
  if (parts.indexing) app.use(indexRoutes(parts.indexing))
  if (parts.search) app.use(searchRoutes({ search: parts.search, closing: lasting.closing }))
  if (parts.memory) {
    app.use(memoryRoutes({ memory: parts.memory, reflex }), knowledgeRoutes({ ...parts.memory, reflex }))
  }
  app.use(refuseUnknownRoutes(app))
  app.use(createErrorHandler({ log, reflex, inKind: { '/process': answerWithoutVerdict } }))
  return app
}
