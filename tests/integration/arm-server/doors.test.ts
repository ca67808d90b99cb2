import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { serveArm } from '../../../src/arm-server/index.ts'
import { ArmDescription } from '../../../src/contracts/arm.ts'
import { fromWire } from '../../../src/contracts/wire.ts'
import { bearer, executeBody } from '../../support/arm-over-http.ts'
import { createOctollm } from '../../support/octollm-process.ts'
import { createHeldArm, until, useServedArms } from '../../support/served-arm.ts'
import { createTestArm } from '../../support/test-arm.ts'

const { serve } = useServedArms()

const KEY = 'k'.repeat(43)

describe('an arm with a key', () => {
  const withToken = async (claimed: Partial<Parameters<typeof bearer>[0]> = {}, sent = executeBody()) => {
    const body = JSON.stringify(sent)
    const arm = await serve({}, { key: KEY })
    const headers = await bearer({ key: KEY, armId: 'tester', body, ...claimed })
    return arm.execute({}, { body, headers })
  }

  it('answers a call whose token was signed for it and for this body', async () => {
    expect((await withToken()).status).toBe(200)
  })

  const long = 600_000
  it.each([
    ['of another key', { key: 'x'.repeat(43) }],
    ['for another arm', { armId: 'other' }],
    ['for another body', { body: '{}' }],
    ['that has expired', { now: new Date(Date.now() - long) }],
    ['that is not valid yet', { now: new Date(Date.now() + long) }],
  ])('refuses a token %s with 401', async (_name, claimed) => {
    const { status, body } = await withToken(claimed)
    expect({ status, code: body['code'], retryable: body['retryable'] }).toEqual({
      status: 401,
      code: 'UNAUTHENTICATED',
      retryable: false,
    })
  })

  it('refuses one of another scope, or for another step than the body names, with 403', async () => {
    expect(await withToken({ scope: 'status' })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    const other = executeBody({ step_id: 3 })
    expect(await withToken({ body: JSON.stringify(other) }, other)).toMatchObject({ status: 403 })
  })

  it('refuses a call without a token before it reads the body', async () => {
    const arm = await serve({}, { key: KEY })
    const answer = await arm.execute({}, { body: '{' })
    expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
  })

  it('tells of an effect only who has a token for that', async () => {
    const arm = await serve({ sideEffects: true, status: async () => 'not_done' }, { key: KEY })
    const ask = async (headers: Record<string, string> = {}) => arm.send('/status/key%201', { headers })
    expect((await ask()).status).toBe(401)
    const headers = await bearer({ key: KEY, armId: 'tester', scope: 'status', body: 'key 1' })
    expect((await ask(headers)).body).toEqual({ status: 'not_done' })
  })

  it.each(['', 'short'])('is not served with a key that can be guessed: "%s"', async (key) => {
    await expect(serveArm(createTestArm(), { port: 0, key })).rejects.toThrow(/octollm arm key tester/)
  })

  it('answers under any host name, and tells everybody how it is and what it can do', async () => {
    const arm = await serve({}, { key: KEY, host: '0.0.0.0' })
    const url = arm.url.replace('0.0.0.0', '127.0.0.2')
    expect((await fetch(`${url}/health`)).status).toBe(200)
    expect((await fetch(`${url}/capabilities`)).status).toBe(200)
  })
})

describe('an arm without a key', () => {
  it('is not served to other machines', async () => {
    await expect(serveArm(createTestArm(), { port: 0, host: '0.0.0.0' })).rejects.toThrow(/give it a key/)
  })

  it('answers no web page', async () => {
    const arm = await serve({})
    const { status, body } = await arm.send('/health', { headers: { origin: 'https://example.org' } })
    expect({ status, code: body['code'] }).toEqual({ status: 403, code: 'HOST_NOT_ALLOWED' })
  })
})

describe('what a served arm tells of itself', () => {
  it('is its description, with the latency of its calls once there were any', async () => {
    const arm = await serve({})
    const read = async () => ArmDescription.parse(fromWire(ArmDescription, (await arm.send('/capabilities')).body))
    expect(await read()).toMatchObject({ armId: 'tester', capabilities: ['testing'], averageLatencyMs: null })
    await arm.execute()
    expect((await read()).averageLatencyMs).toBeGreaterThan(0)
  })

  it('is how many calls ended how, for Prometheus', async () => {
    const arm = await serve({})
    await arm.execute()
    await arm.execute({ idempotency_key: 'k', timeout_seconds: 30 })
    const { text } = await arm.send('/metrics')
    expect(text).toContain('octollm_arm_calls_total{arm="tester",status="ok"} 2')
    expect(text).toContain('octollm_arm_duration_seconds_count{arm="tester"} 2')
  })

  it('is whether an effect happened, as far as it knows', async () => {
    const arm = await serve({ sideEffects: true })
    await arm.execute({ idempotency_key: 'k' })
    expect((await arm.send('/status/k')).body).toEqual({ status: 'done' })
    expect((await arm.send('/status/other')).body).toEqual({ status: 'unknown' })
  })

  it('is a list of its routes, and a problem for what it does not serve', async () => {
    const arm = await serve({})
    expect((await arm.send('/')).body).toMatchObject({ arm_id: 'tester', links: { execute: 'POST /execute' } })
    expect(await arm.send('/nothing')).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } })
    expect(await arm.send('/execute')).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } })
  })
})

describe('closing a served arm', () => {
  it('lets what runs end, begins nothing new, and says that it is leaving', async () => {
    const { arm: held, begun, release } = createHeldArm()
    const arm = await serve(held, { drainSeconds: 60 })
    const running = arm.execute()
    await until(() => begun.length === 1)
    const closed = arm.close()
    expect(await arm.send('/health')).toMatchObject({ status: 503, body: { status: 'unavailable' } })
    expect(await arm.execute()).toMatchObject({ status: 503, body: { code: 'ARM_UNAVAILABLE', retryable: true } })
    release()
    expect((await running).status).toBe(200)
    await closed
    await expect(arm.send('/health')).rejects.toThrow()
  })

  it('stops what does not end in time, so that it can be tried elsewhere', async () => {
    const { arm: held, begun, stoppedBy } = createHeldArm()
    const arm = await serve(held, { drainSeconds: 0.05 })
    const running = arm.execute()
    await until(() => begun.length === 1)
    await arm.close()
    expect(await running).toMatchObject({ status: 503, body: { code: 'ARM_UNAVAILABLE', retryable: true } })
    expect(stoppedBy).toHaveLength(1)
  })

  it('is what SIGTERM does: the call under way is answered and the process ends with 0', async () => {
    const script = new URL('../../support/served-arm-process.ts', import.meta.url).pathname
    const processes = await createOctollm({}, [process.execPath, script])
    try {
      const served = processes.start([])
      await served.says('listening')
      const url = /listening (\S+)/.exec(served.stdout())?.[1] ?? ''
      const running = fetch(`${url}/execute`, {
        method: 'POST',
        body: JSON.stringify(executeBody()),
        headers: { 'content-type': 'application/json' },
      })
      await served.says('begun')
      served.child.kill('SIGTERM')
      await until(async () => (await fetch(`${url}/health`)).status === 503)
      const ended = once(served.child, 'exit')
      served.child.stdin?.end()
      expect((await running).status).toBe(200)
      expect(await ended).toEqual([0, null])
    } finally {
      await processes.remove()
    }
  })
})
