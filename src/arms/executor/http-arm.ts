import { z } from 'zod'
import type { Outbound } from '../../outbound/outbound.ts'
import { type Arm, defineArm } from '../arm.ts'
import { askHttp, isGood } from './ask-http.ts'
import { HttpAnswer } from './executor-output.ts'

const REQUEST_LIMIT_MS = 30_000

const HttpInput = z.object({
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).describe('GET and HEAD are for the executor'),
  url: z.string().describe('An https URL of an allowed host'),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
  json: z.unknown().optional().describe('A JSON value to send in place of `body`'),
})

const HttpOutput = HttpAnswer.extend({
  success: z.boolean().describe('The status is 2xx'),
  duration_ms: z.number(),
  truncated: z.boolean(),
})

/**
 * Sends requests that change something. It has side effects, and so is an arm of its own: the executor's programs, commands
 * and GETs can be run again after a crash, a POST cannot. Every request carries `Idempotency-Key`, the same on every retry of
 * the step. An answer of any status is an outcome; confidence 0.95 for 2xx, else 0.3. Faults as of `askHttp`.
 */
export function createHttpArm({ outbound }: { outbound: Outbound }): Arm {
  return defineArm({
    id: 'http',
    name: 'HTTP',
    version: '1.0.0',
    description: 'Sends POST, PUT, PATCH and DELETE requests to allowed hosts, each at most once.',
    capabilities: ['http_request'],
    costTier: 2,
    inputSchema: HttpInput,
    outputSchema: HttpOutput,
    maxConcurrent: 4,
    sideEffects: true,
    actsOnWorld: true,
    timeoutMs: 2 * REQUEST_LIMIT_MS,
    async execute({ method, url, headers = {}, body, json }, { budget, idempotencyKey, signal, report }) {
      signal.throwIfAborted()
      report(`Sending a ${method} request`)
      const content = json === undefined ? body : JSON.stringify(json)
      const asked = await askHttp(
        outbound,
        {
          method,
          url,
          headers: {
            ...(json === undefined ? {} : { 'content-type': 'application/json' }),
            ...withoutKey(headers),
            'idempotency-key': idempotencyKey,
          },
          ...(content === undefined ? {} : { body: content }),
          timeoutMs: Math.min(REQUEST_LIMIT_MS, budget.maxTimeSeconds * 1_000),
          signal,
        },
        false,
      )
      const { answer, truncated, durationMs } = asked
      report(`The answer has status ${answer.status}`)
      const success = isGood(answer)
      return {
        output: { ...answer, success, duration_ms: durationMs, truncated },
        confidence: success ? 0.95 : 0.3,
      }
    },
  })
}

const withoutKey = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => name !== 'idempotency-key'),
  )
