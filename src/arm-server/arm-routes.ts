import express, { type Request, type Response, Router } from 'express'
import { type Arm, describeArm, type StepOf } from '../arms/arm.ts'
import { ArmDescription } from '../contracts/arm.ts'
import { ArmHealthReport, EffectReport, ExecuteRequest } from '../contracts/arm-wire.ts'
import { Fault } from '../contracts/fault.ts'
import { ArmOutcome } from '../contracts/step.ts'
import { toWire } from '../contracts/wire.ts'
import { MAX_JSON_DEPTH } from '../reflex/scan-json.ts'
import { isDeeperThan, parseWire } from '../server/read-input.ts'
import { createArmMetrics } from './arm-metrics.ts'
import { authorize } from './authorize.ts'
import type { CallTable } from './call-table.ts'

interface RouteParts {
  readonly arm: Arm
  readonly key: string | null
  readonly calls: CallTable
  readonly maxBodyBytes: number
}

/** The wire of `contracts/arm-wire.ts`, from the arm's side. */
export function armRoutes({ arm, key, calls, maxBodyBytes }: RouteParts): Router {
  const routes = Router()
  const metrics = createArmMetrics(arm.id, calls.active)

  routes.get('/', (_request, response) => {
    response.json({ name: arm.name, arm_id: arm.id, version: arm.version, links: LINKS })
  })

  // Not unpacked: a token is made for the bytes as they are sent.
  routes.post('/execute', express.raw({ type: 'application/json', limit: maxBodyBytes, inflate: false }))
  routes.post('/execute', async (request, response) => {
    const body = bytesOf(request)
    const permit = await authorize(request, { armId: arm.id, key, scope: 'execute', body })
    const asked = readExecuteRequest(body, permit)
    const gone = untilGoneOrLate(response, asked.timeoutSeconds)
    try {
      const outcome = await metrics.observe(() => calls.run(asked, gone.signal))
      response.json(toWire(ArmOutcome, outcome))
    } finally {
      gone.forget()
    }
  })

  routes.get('/capabilities', (_request, response) => {
    const description = { ...describeArm(arm), averageLatencyMs: metrics.averageLatencyMs() }
    response.json(toWire(ArmDescription, description))
  })

  routes.get('/health', (_request, response) => {
    const status = calls.isDraining() ? 'unavailable' : 'healthy'
    const report = { status, activeTasks: calls.active(), maxConcurrent: arm.maxConcurrent } as const
    response.status(calls.isDraining() ? 503 : 200).json(toWire(ArmHealthReport, report))
  })

  routes.get('/status/:key', async (request, response) => {
    const idempotencyKey = request.params.key
    const step = await authorize(request, { armId: arm.id, key, scope: 'status', body: idempotencyKey })
    const status = await calls.status(idempotencyKey, step ?? NO_STEP)
    response.json(toWire(EffectReport, { status }))
  })

  routes.get('/metrics', (request, response) => metrics.handler(request, response))
  return routes
}

// Only a token says which step is asked about.
const NO_STEP: StepOf = { taskId: '', stepId: 0 }

const LINKS = {
  execute: 'POST /execute',
  capabilities: 'GET /capabilities',
  health: 'GET /health',
  status: 'GET /status/{idempotency_key}',
  metrics: 'GET /metrics',
}

function bytesOf(request: Request): Buffer {
  if (Buffer.isBuffer(request.body)) return request.body
  throw new Fault('MEDIA_TYPE_UNSUPPORTED', 'Send the body as JSON, with the header "Content-Type: application/json".')
}

function readExecuteRequest(body: Buffer, permit: StepOf | null): ExecuteRequest {
  const value = parseJson(body)
  if (value === undefined) throw new Fault('REQUEST_MALFORMED', 'The body is not valid JSON.')
  if (isDeeperThan(MAX_JSON_DEPTH, value)) {
    throw new Fault('REQUEST_INVALID', `The body is nested deeper than ${MAX_JSON_DEPTH} levels: flatten it.`)
  }
  const request = parseWire(ExecuteRequest, value, 'The body is not valid')
  if (permit && (permit.taskId !== request.taskId || permit.stepId !== request.stepId)) {
    throw new Fault('FORBIDDEN', 'The token was made for another task or step.')
  }
  return request
}

/** Undefined when it is not JSON. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

const MAX_WAIT_SECONDS = 3_600

/** Aborted with a Fault when the caller has gone or waits no longer. */
function untilGoneOrLate(response: Response, timeoutSeconds: number) {
  const controller = new AbortController()
  const late = setTimeout(
    () => controller.abort(new Fault('ARM_TIMEOUT', `The step did not finish within ${timeoutSeconds} s.`)),
    Math.min(timeoutSeconds, MAX_WAIT_SECONDS) * 1_000,
  )
  const gone = () => controller.abort(new Fault('ARM_UNAVAILABLE', 'Whoever asked has gone.'))
  response.once('close', gone)
  return {
    signal: controller.signal,
    forget() {
      clearTimeout(late)
      response.off('close', gone)
    },
  }
}
