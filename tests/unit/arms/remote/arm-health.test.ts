import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { armKey, verifyCapability } from '../../../../src/arms/remote/capability-token.ts'
import { createRemoteArm, type RemoteArm } from '../../../../src/arms/remote/create-remote-arm.ts'
import { runArm } from '../../../../src/arms/run-arm.ts'
import { createArmContext } from '../../../support/arm-context.ts'
import { recordMetrics } from '../../../support/metrics.ts'
import { anArm, type sendJson, sendProblem } from '../../../support/remote-arm-server.ts'
import { useRemoteArms } from '../../../support/remote-arms.ts'

const metric = recordMetrics()
const SECRET = 'a secret of thirty-two characters'
const { aRemoteArm, run, open } = useRemoteArms()

describe('a connection that breaks', () => {
  const breaks = (_: unknown, response: Parameters<typeof sendJson>[0]) => void response.destroy()

  it('before it stands is ARM_UNAVAILABLE, which is tried again', async () => {
    const { server, arm } = await aRemoteArm()
    await server.close()
    expect(await run(arm)).toMatchObject({ attempts: 3, fault: { code: 'ARM_UNAVAILABLE', retryable: true } })
  })

  it('under a step without side effects is tried again', async () => {
    const { server, arm } = await aRemoteArm()
    server.onExecute = (call, response) => (server.calls.length < 2 ? breaks(call, response) : { ok: true })
    expect(await run(arm)).toMatchObject({ status: 'ok', attempts: 2 })
  })

  it.each([
    ['done', 1, 'NEEDS_RECONCILIATION'],
    ['unknown', 1, 'NEEDS_RECONCILIATION'],
    ['not_done', 3, 'ARM_UNAVAILABLE'],
  ])('under a step with side effects that it says is %s is run %i times', async (status, times, code) => {
    const { server, arm } = await aRemoteArm({ sideEffects: true })
    server.onExecute = breaks
    server.onStatus = () => status
    expect(await run(arm)).toMatchObject({ attempts: times, fault: { code } })
    expect(server.calls.filter(({ path }) => path === '/execute')).toHaveLength(times)
    expect(server.calls.at(-1)?.path).toBe('/status/key-of-step-2')
  })
})

describe('the effect of a remote step', () => {
  const step = { taskId: 'task', stepId: 2 }

  it('is asked for with a token of that scope', async () => {
    const key = armKey(SECRET, 'weather')
    const { server, arm } = await aRemoteArm({ sideEffects: true }, { key })
    server.onStatus = () => 'done'
    expect(await arm.status?.('a key/with a slash', step)).toBe('done')
    const token = server.calls[0]?.headers.authorization?.replace('Bearer ', '') ?? ''
    const check = { token, key, armId: 'weather', scope: 'status', body: 'a key/with a slash' } as const
    expect(await verifyCapability(check)).toMatchObject({ ok: true })
  })

  it('is asked for later when the arm does not answer, and unknown when it answers nonsense', async () => {
    const { server, arm } = await aRemoteArm({ sideEffects: true })
    server.onStatus = () => 'perhaps'
    expect(await arm.status?.('key', step)).toBe('unknown')
    await server.close()
    await expect(arm.status?.('key', step)).rejects.toMatchObject({ code: 'ARM_UNAVAILABLE' })
  })
})

describe('the breaker of a remote arm', () => {
  it('opens after five failures, leaves the arm alone, and tries it again', async () => {
    const { server, arm } = await aRemoteArm({}, { breaker: { failures: 5, openMs: 200 } })
    server.onExecute = (_, response) => sendProblem(response, 500, {})
    const level = () => metric('octollm_circuit_breaker_state', { target: 'arm weather' })
    for (let call = 0; call < 5; call += 1) await run(arm)
    expect([await level(), arm.healthByCalls()]).toEqual([1, 'unavailable'])
    const context = createArmContext()
    const once = { arm, input: {}, context, signal: context.signal, maxAttempts: 1 }
    expect(await runArm(once)).toMatchObject({ fault: { code: 'ARM_UNAVAILABLE', retryAfterSeconds: 1 } })
    expect(server.calls).toHaveLength(5)
    server.onExecute = () => ({ ok: true })
    await sleep(250)
    expect(await runArm(once)).toMatchObject({ status: 'ok' })
    expect([await level(), arm.healthByCalls()]).toEqual([0, 'healthy'])
  })

  it('is not opened by inputs the arm refuses, nor by tasks that are cancelled', async () => {
    const { server, arm } = await aRemoteArm()
    server.onExecute = (_, response) => sendProblem(response, 422, {})
    for (let call = 0; call < 6; call += 1) await run(arm)
    const cancelled = new AbortController()
    server.onExecute = () => {
      cancelled.abort(new Error('cancelled'))
      return new Promise(() => {})
    }
    await expect(run(arm, {}, createArmContext({ signal: cancelled.signal }))).rejects.toThrow('cancelled')
    expect(arm.healthByCalls()).toBe('healthy')
  })
})

describe('the health of a remote arm', () => {
  const probe = (arm: RemoteArm) => arm.probe(AbortSignal.timeout(5_000))

  it('is what it says, and unavailable when it says nothing', async () => {
    const { server, arm } = await aRemoteArm()
    expect(await probe(arm)).toBe('healthy')
    server.onHealth = () => ({ status: 'degraded', active_tasks: 3 })
    expect(await probe(arm)).toBe('degraded')
    server.onHealth = (_, response) => void response.writeHead(500).end()
    expect(await probe(arm)).toBe('unavailable')
    server.onHealth = () => ({ status: 'splendid' })
    expect(await probe(arm)).toBe('unavailable')
    server.onHealth = () => new Promise(() => {})
    expect(await arm.probe(AbortSignal.timeout(50))).toBe('unavailable')
  })
})

describe('the schema of a remote arm', () => {
  it('is checked without its patterns: a regular expression from elsewhere may take for ever', () => {
    const properties = { city: { type: 'string', pattern: '^(a+)+$', maxLength: 60 }, pattern: { type: 'string' } }
    const description = anArm({ inputSchema: { type: 'object', properties, required: ['pattern'] } })
    const arm = createRemoteArm({ url: 'http://127.0.0.1:9', description, key: null })
    open.push(arm.close)
    expect(arm.inputSchema.safeParse({ city: `${'a'.repeat(50)}!`, pattern: 'x' }).success).toBe(true)
    expect(arm.inputSchema.safeParse({ city: 'a'.repeat(61), pattern: 'x' }).success).toBe(false)
    expect(arm.inputSchema.safeParse({ city: 'a' }).success).toBe(false)
  })
})
