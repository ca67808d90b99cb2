import { describe, expect, it } from 'vitest'
import { Fault } from '../../../src/contracts/fault.ts'
import { executeBody } from '../../support/arm-over-http.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { createHeldArm, until, useServedArms } from '../../support/served-arm.ts'

failOnWarnings()
const { serve } = useServedArms()

describe('one idempotency key', () => {
  it('joins the call that is under way, and gives its outcome again later, without a second run', async () => {
    const { arm: held, begun, release } = createHeldArm()
    const arm = await serve(held)
    const body = JSON.stringify(executeBody({ idempotency_key: 'same' }))
    const first = arm.execute({}, { body })
    await until(() => begun.length === 1)
    const second = arm.execute({}, { body })
    release()
    expect((await first).body).toEqual((await second).body)
    const again = JSON.parse(body)
    again.context.attempt = 2
    again.budget.max_tokens = 10
    const third = await arm.execute({}, { body: JSON.stringify(again) })
    expect(third.body).toEqual((await first).body)
    expect(begun).toHaveLength(1)
  })

  it('is refused for another piece of work', async () => {
    const arm = await serve({})
    await arm.execute({ idempotency_key: 'same', inputs: { city: 'Bergen' } })
    const other = await arm.execute({ idempotency_key: 'same', inputs: { city: 'Oslo' } })
    expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_MISMATCH' } })
    expect(other.text).not.toContain('Bergen')
  })

  it('is worked on again after a failure', async () => {
    let calls = 0
    const arm = await serve({
      async execute() {
        calls += 1
        if (calls === 1) throw new Fault('ARM_UNAVAILABLE', 'Not now.')
        return { output: { calls }, confidence: 1 }
      },
    })
    expect((await arm.execute({ idempotency_key: 'k' })).status).toBe(503)
    expect((await arm.execute({ idempotency_key: 'k' })).body).toMatchObject({ output: { calls: 2 } })
  })

  it('of an effect that was cut off is not begun again, unless the arm says it did not happen', async () => {
    const status = { answer: 'unknown' as 'unknown' | 'not_done' | 'done' }
    let calls = 0
    const arm = await serve({
      sideEffects: true,
      status: async () => status.answer,
      async execute(_input, { signal }) {
        calls += 1
        if (calls > 1) return { output: { calls }, confidence: 1 }
        return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    })
    const again = () => arm.execute({ idempotency_key: 'k' })
    expect(await arm.execute({ idempotency_key: 'k', timeout_seconds: 0.05 })).toMatchObject({
      status: 504,
      body: { code: 'ARM_TIMEOUT', retryable: true },
    })
    expect(await again()).toMatchObject({ status: 409, body: { code: 'NEEDS_RECONCILIATION' } })
    status.answer = 'not_done'
    expect(await again()).toMatchObject({ status: 200, body: { output: { calls: 2 } } })
  })

  it('of an effect that ended after its caller had gone gives that outcome', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    let calls = 0
    const arm = await serve({
      sideEffects: true,
      async execute() {
        calls += 1
        await released
        return { output: { sent: true }, confidence: 1 }
      },
    })
    expect((await arm.execute({ idempotency_key: 'k', timeout_seconds: 0.05 })).status).toBe(504)
    const again = arm.execute({ idempotency_key: 'k' })
    release()
    expect(await again).toMatchObject({ status: 200, body: { output: { sent: true } } })
    expect(calls).toBe(1)
  })
})

describe('a call that nobody waits for', () => {
  it('is stopped when its caller goes away, and its place is free again', async () => {
    const { arm: held, begun, stoppedBy } = createHeldArm({ maxConcurrent: 1 })
    const arm = await serve(held)
    const leaving = new AbortController()
    const call = arm.execute({}, { signal: leaving.signal })
    await until(() => begun.length === 1)
    leaving.abort()
    await expect(call).rejects.toThrow()
    await until(() => stoppedBy.length === 1)
    await until(async () => (await arm.send('/health')).body['active_tasks'] === 0)
  })

  it('is stopped when timeout_seconds are over, and answered with ARM_TIMEOUT', async () => {
    const { arm: held, stoppedBy } = createHeldArm()
    const arm = await serve(held)
    const { status, body } = await arm.execute({ timeout_seconds: 0.05 })
    expect({ status, code: body['code'], retryable: body['retryable'] }).toEqual({
      status: 504,
      code: 'ARM_TIMEOUT',
      retryable: true,
    })
    expect(stoppedBy).toMatchObject([{ code: 'ARM_TIMEOUT' }])
  })

  it('is stopped at the arm’s own limit, when that comes first', async () => {
    const { arm: held, stoppedBy } = createHeldArm({ timeoutMs: 30 })
    expect((await (await serve(held)).execute()).body).toMatchObject({ code: 'ARM_TIMEOUT' })
    expect(stoppedBy).toHaveLength(1)
  })
})

describe('more calls than the arm can bear', () => {
  it('are sent away for a moment, and those under way go on', async () => {
    const { arm: held, begun, release } = createHeldArm({ maxConcurrent: 2 })
    const arm = await serve(held)
    const running = [arm.execute(), arm.execute()]
    await until(() => begun.length === 2)
    const refused = await arm.execute()
    expect(refused).toMatchObject({ status: 503, body: { code: 'ARM_UNAVAILABLE', retryable: true } })
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await arm.send('/health')).body).toEqual({ status: 'healthy', active_tasks: 2, max_concurrent: 2 })
    release()
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200])
  })
})
