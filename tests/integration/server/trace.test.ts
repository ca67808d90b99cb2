import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoutingDecision } from '../../../src/contracts/routing.ts'
import { createPostgresLedger } from '../../../src/ledger/postgres-ledger.ts'
import { openServer, type ServerUnderTest } from '../../support/http-server.ts'
import { stepRecord } from '../../support/plans.ts'

const JANE = 'jane.roe@corp-mail.com'

let server: ServerUnderTest
beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server.close())

const candidate = {
  ...{ armId: 'spare', armVersion: '2.0.0', score: 0.83, match: 1, availability: 1, success: 0.667, cost: 0.8 },
  ...{ uncertainty: 0.1, calls: 4, latencyMs: 120, inFlight: 1, health: 'healthy' as const },
}
const routing: RoutingDecision = {
  ...{ armId: 'spare', armVersion: '2.0.0', namedArmId: 'worker', reason: 'better', candidates: [candidate] },
}

/** A task whose one step was done by "spare", as a worker leaves it: with tokens. */
async function worked(): Promise<string> {
  const taskId = await server.submit({ goal: `Answer the letter of ${JANE}` })
  const claim = await server.tasks.claim(taskId, 'worker-1')
  const ledger = createPostgresLedger({ pool: server.pool }).forRun({ taskId, fence: claim?.fence ?? Number.NaN })
  const action = 'Write to [EMAIL_1]'
  const key = { idempotencyKey: 'key-1' }
  await ledger.start({ round: 0, stepId: 1, armId: 'spare', action, attempt: 1, ...key, routing })
  const fault = { code: 'ARM_FAILED', message: 'No letter to [EMAIL_1].', retryable: false } as const
  const provenance = { armId: 'spare', armVersion: '2.0.0', model: 'a-model', attempts: 1 }
  await ledger.finish(stepRecord(1, { action, status: 'error', fault, provenance }))
  return taskId
}

describe('GET /tasks/{id}/trace', () => {
  it('tells whoever submitted the task who did it and why they, in wire names and with the values', async () => {
    const taskId = await worked()
    const { status, body } = await server.call(`/tasks/${taskId}/trace`)
    expect([status, body]).toMatchObject([200, { task_id: taskId, status: 'processing' }])
    expect(body['steps']).toMatchObject([
      {
        ...{ round: 0, step_id: 1, action: `Write to ${JANE}`, named_arm_id: 'worker', arm_id: 'spare' },
        ...{ arm_version: '2.0.0', model: 'a-model', status: 'error', usage: { cost_usd: 0, tokens: 0 } },
        fault: { code: 'ARM_FAILED', message: `No letter to ${JANE}.` },
        idempotency_key_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        attempts: [
          {
            ...{ attempt: 1, arm_id: 'spare', status: 'error', fault_code: 'ARM_FAILED' },
            routing: {
              ...{ arm_id: 'spare', named_arm_id: 'worker', reason: 'better' },
              candidates: [{ arm_id: 'spare', score: 0.83, success: 0.667, latency_ms: 120, in_flight: 1 }],
            },
          },
        ],
      },
    ])
    expect((await server.call(`/api/v1/tasks/task-${taskId}/trace`)).body).toEqual(body)
  })

  it('gives away neither the idempotency key nor, in the store, a value', async () => {
    const taskId = await worked()
    expect((await server.call(`/tasks/${taskId}/trace`)).text).not.toContain('key-1')
    expect(JSON.stringify(await server.tasks.trace(taskId))).not.toContain(JANE)
  })

  it.each(['00000000-0000-4000-8000-000000000000', 'nonsense'])('answers 404 for %s', async (id) => {
    const { status, body } = await server.call(`/tasks/${id}/trace`)
    expect([status, body['code']]).toEqual([404, 'TASK_NOT_FOUND'])
  })
})
