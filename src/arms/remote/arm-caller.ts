import { randomUUID } from 'node:crypto'
import type { ArmHealth } from '../../contracts/arm.ts'
import { ArmHealthReport, EffectReport } from '../../contracts/arm-wire.ts'
import { Fault } from '../../contracts/fault.ts'
import { type BreakerOptions, createBreaker } from '../../model/breaker.ts'
import { gauge } from '../../telemetry/metrics.ts'
import { traceparentOf } from '../../telemetry/traceparent.ts'
import type { StepOf } from '../arm.ts'
import { type ArmAnswer, type ArmRequest, createArmClient } from './arm-client.ts'
import { createArmWindow } from './arm-window.ts'
import { type CapabilityScope, signCapability } from './capability-token.ts'
import { readJson } from './read-json.ts'
import { readProblem } from './read-problem.ts'

export interface ArmCallerOptions {
  readonly armId: string
  readonly url: URL
  readonly key: string | null
  readonly maxAnswerBytes: number
  readonly breaker: BreakerOptions
  onCall(): void
}

/** The wire to one arm: signs, sends, keeps count. */
export interface ArmCaller {
  /** The answer of status 200. Throws the fault that any other answer, or none, stands for. */
  execute(step: StepOf, body: string, signal: AbortSignal): Promise<ArmAnswer>
  /** "unknown" when the arm cannot say. Throws ARM_UNAVAILABLE when it does not answer, so that it is asked again later. */
  status(step: StepOf, idempotencyKey: string, signal: AbortSignal): Promise<EffectReport['status']>
  /** Never throws: an arm that does not answer, or says nothing that can be read, is unavailable. */
  probe(signal: AbortSignal): Promise<ArmHealth>
  healthByCalls(): ArmHealth
  close(): void
}

const MAX_REPORT_BYTES = 16_384

export function createArmCaller({ armId, url, key, maxAnswerBytes, onCall, ...options }: ArmCallerOptions): ArmCaller {
  const client = createArmClient({ maxBytes: maxAnswerBytes })
  const reports = createArmClient({ maxBytes: MAX_REPORT_BYTES })
  const breaker = createBreaker(options.breaker, isArmsDoing)
  const calls = createArmWindow()
  const unwatch = gauge('breakerState', (result) => result.observe(breaker.level(), { target: `arm ${armId}` }))
  const signed = (step: StepOf, scope: CapabilityScope, body: string) => headersFor({ armId, key, step, scope, body })

  /** Sends by way of the breaker and keeps count. */
  async function watched(request: ArmRequest): Promise<ArmAnswer> {
    if (breaker.isOpen()) throw leftAlone(armId, breaker.opensAgainInMs())
    const startedAt = performance.now()
    let isGood = true
    try {
      return await breaker.run(async () => {
        const answer = await client.send(armId, request)
        if (answer.status === 200) return answer
        throw readProblem(armId, answer)
      })
    } catch (error) {
      isGood = !isArmsDoing(error)
      throw error
    } finally {
      calls.record(isGood, performance.now() - startedAt)
      onCall()
    }
  }

  return {
    async execute(step, body, signal) {
      const headers = { ...(await signed(step, 'execute', body)), 'content-type': 'application/json' }
      return watched({ method: 'POST', url: below(url, 'execute'), headers, body, signal })
    },
    async status(step, idempotencyKey, signal) {
      const headers = await signed(step, 'status', idempotencyKey)
      const path = `status/${encodeURIComponent(idempotencyKey)}`
      const answer = await reports.send(armId, { method: 'GET', url: below(url, path), headers, signal })
      if (answer.status === 503) throw readProblem(armId, answer)
      return answer.status === 200 ? (readJson(EffectReport, answer.text)?.status ?? 'unknown') : 'unknown'
    },
    async probe(signal) {
      const headers = { 'x-arm-id': armId, 'x-request-id': randomUUID(), traceparent: traceparentOf(null) }
      try {
        const answer = await reports.send(armId, { method: 'GET', url: below(url, 'health'), headers, signal })
        const report = answer.status === 200 ? readJson(ArmHealthReport, answer.text) : undefined
        return report?.status ?? 'unavailable'
      } catch {
        return 'unavailable'
      }
    },
    healthByCalls: () => (breaker.isOpen() ? 'unavailable' : calls.health()),
    close: unwatch,
  }
}

/** `/` and a path below the address, which may have a path of its own. */
export function below(base: URL, path: string): URL {
  return new URL(`${base.pathname.replace(/\/+$/, '')}/${path}`, base.origin)
}

interface Signed {
  readonly armId: string
  readonly key: string | null
  readonly step: StepOf
  readonly scope: CapabilityScope
  readonly body: string
}

async function headersFor({ armId, key, step, scope, body }: Signed): Promise<Record<string, string>> {
  const { taskId, stepId } = step
  const jti = randomUUID()
  const headers = { 'x-arm-id': armId, 'x-request-id': jti, traceparent: traceparentOf(taskId) }
  if (key === null) return headers
  return {
    ...headers,
    authorization: `Bearer ${await signCapability({ key, armId, taskId, stepId, scope, body, jti })}`,
  }
}

const BREAKDOWNS: ReadonlySet<string> = new Set(['ARM_UNAVAILABLE', 'ARM_TIMEOUT', 'ARM_FAILED', 'ARM_OUTPUT_INVALID'])

/** A breakdown of the arm, not of what it was asked: that opens the breaker. A cancelled task says nothing of the arm. */
const isArmsDoing = (error: unknown) => error instanceof Fault && BREAKDOWNS.has(error.code)

function leftAlone(armId: string, againInMs: number): Fault {
  const retryAfterSeconds = Math.ceil(againInMs / 1_000)
  const message = `Arm "${armId}" failed too often and is left alone for ${retryAfterSeconds} s.`
  return new Fault('ARM_UNAVAILABLE', message, { retryAfterSeconds })
}
