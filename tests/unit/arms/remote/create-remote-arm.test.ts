import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { armKey, verifyCapability } from '../../../../src/arms/remote/capability-token.ts'
import { createRemoteArm } from '../../../../src/arms/remote/create-remote-arm.ts'
import { runArm } from '../../../../src/arms/run-arm.ts'
import { ExecuteRequest } from '../../../../src/contracts/arm-wire.ts'
import { fromWire } from '../../../../src/contracts/wire.ts'
import { CANARY, describeArmContract } from '../../../contracts/arm.ts'
import { createArmContext, dependencyOutput } from '../../../support/arm-context.ts'
import { type RemoteArmServer, sendJson, sendProblem, serveRemoteArm } from '../../../support/remote-arm-server.ts'
import { useRemoteArms } from '../../../support/remote-arms.ts'

const SECRET = 'a secret of thirty-two characters'
const { aRemoteArm, run, open } = useRemoteArms()

let suiteServer: RemoteArmServer
describeArmContract('a remote arm', {
  async createArm() {
    suiteServer = await serveRemoteArm()
    return createRemoteArm({
      url: suiteServer.url,
      description: suiteServer.description,
      key: armKey(SECRET, 'weather'),
    })
  },
  close: () => suiteServer.close(),
  input: { city: `Oslo ${CANARY}` },
  badInput: { value: { city: [CANARY] }, path: 'city' },
})

describe('what a remote arm is sent', () => {
  it('is the step, its context and a token for this body, under the names of the wire', async () => {
    const key = armKey(SECRET, 'weather')
    const { server, arm } = await aRemoteArm({}, { key })
    const context = createArmContext({ dependencies: [dependencyOutput(1, { found: 'it' })] })
    await run(arm, { city: 'Oslo' }, context)
    const [call] = server.calls
    expect(call?.headers).toMatchObject({
      'x-arm-id': 'weather',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      traceparent: expect.stringMatching(/^00-7f2c1f4e6f0b4a439f0e0d6f3d1c8f11-[0-9a-f]{16}-01$/),
    })
    const token = call?.headers.authorization?.replace('Bearer ', '') ?? ''
    const check = { token, key, armId: 'weather', scope: 'execute', body: call?.text ?? '' } as const
    expect(await verifyCapability(check)).toMatchObject({
      ok: true,
      capability: { taskId: context.taskId, stepId: 2, jti: call?.headers['x-request-id'] },
    })
    expect(ExecuteRequest.parse(fromWire(ExecuteRequest, call?.body))).toMatchObject({
      taskId: context.taskId,
      stepId: 2,
      inputs: { city: 'Oslo' },
      idempotencyKey: 'key-of-step-2',
      timeoutSeconds: 120,
      context: { goal: context.contract.goal, dependencies: [{ stepId: 1, output: { found: 'it' } }], attempt: 1 },
    })
    expect(call?.body).toHaveProperty('context.acceptance_criteria', ['The result is right'])
  })

  it('has the same idempotency key and a token of its own on every retry', async () => {
    const { server, arm } = await aRemoteArm({}, { key: armKey(SECRET, 'weather') })
    server.onExecute = (_, response) =>
      server.calls.length < 3 ? sendProblem(response, 503, { code: 'ARM_UNAVAILABLE', detail: 'Busy.' }) : { ok: true }
    expect(await run(arm)).toMatchObject({ status: 'ok', attempts: 3 })
    expect(new Set(server.calls.map(({ body }) => body.idempotency_key)).size).toBe(1)
    expect(new Set(server.calls.map(({ headers }) => headers.authorization)).size).toBe(3)
  })

  it('is no token where there is no key', async () => {
    const { server, arm } = await aRemoteArm()
    await run(arm)
    expect(server.calls[0]?.headers.authorization).toBeUndefined()
  })
})

describe('what a remote arm answers', () => {
  it.each([
    [
      422,
      { code: 'ARM_INPUT_INVALID', detail: 'No.', errors: [{ path: 'city', message: 'Is unknown' }] },
      'ARM_INPUT_INVALID',
    ],
    [500, { code: 'ARM_FAILED', detail: 'It broke.' }, 'ARM_FAILED'],
    [500, {}, 'ARM_OUTPUT_INVALID'],
    [401, {}, 'ARM_UNAUTHORIZED'],
    [404, { code: 'LEASE_LOST', detail: 'Not a code of arms.' }, 'ARM_FAILED'],
  ])('with %i and %j is a fault of the task', async (status, problem, code) => {
    const { server, arm } = await aRemoteArm()
    server.onExecute = (_, response) => sendProblem(response, status, problem)
    const ended = await run(arm)
    expect(ended).toMatchObject({ status: 'error', attempts: 1, fault: { code, retryable: false } })
    if ('errors' in problem) expect(ended).toMatchObject({ fault: { errors: problem.errors } })
  })

  it('that it is busy is waited for as long as it says, at most five minutes', async () => {
    const { server, arm } = await aRemoteArm()
    server.onExecute = (_, response) => sendProblem(response, 429, {}, { 'retry-after': '86400' })
    expect(await run(arm)).toMatchObject({
      fault: { code: 'ARM_UNAVAILABLE', retryable: true, retryAfterSeconds: 300 },
    })
  })

  it('is cut to a bounded length in one line', async () => {
    const { server, arm } = await aRemoteArm()
    const words = { code: 'ARM_FAILED', detail: `a\n\u001b[31mb ${'c'.repeat(10_000)}` }
    server.onExecute = (_, response) => sendProblem(response, 500, words)
    const ended = await run(arm)
    const message = ended.status === 'error' ? ended.fault.message : ''
    expect(message).toMatch(/^Arm "weather" says: a \[31mb c+$/)
    expect(message.length).toBeLessThan(600)
  })

  it.each([
    ['HTML', (response: Parameters<typeof sendJson>[0]) => response.writeHead(200).end('<html>Sign in</html>')],
    [
      'JSON of another shape',
      (response: Parameters<typeof sendJson>[0]) => sendJson(response, 200, { output: 'text' }),
    ],
    ['a body without an end', endless],
  ])('in %s is refused as ARM_OUTPUT_INVALID', async (_, send) => {
    const { server, arm } = await aRemoteArm({}, { maxAnswerBytes: 100_000 })
    server.onExecute = (_call, response) => void send(response)
    expect(await run(arm)).toMatchObject({ status: 'error', fault: { code: 'ARM_OUTPUT_INVALID', retryable: false } })
  })

  it('that does not fit its own output schema is refused', async () => {
    const { arm } = await aRemoteArm({ outputSchema: { type: 'object', properties: { ok: { type: 'string' } } } })
    expect(await run(arm)).toMatchObject({ fault: { code: 'ARM_OUTPUT_INVALID', errors: [{ path: 'ok' }] } })
  })

  it('with a redirect is not followed', async () => {
    const target = await serveRemoteArm()
    open.push(target.close)
    const { server, arm } = await aRemoteArm()
    server.onExecute = (_, response) => void response.writeHead(307, { location: `${target.url}/execute` }).end()
    expect(await run(arm)).toMatchObject({
      fault: { code: 'ARM_FAILED', message: expect.stringContaining('redirect') },
    })
    expect(target.calls).toEqual([])
  })

  it('drop by drop ends with the time limit of the attempt, and the connection is closed', async () => {
    const { server, arm } = await aRemoteArm({}, { timeoutMs: 300 })
    const closed = Promise.withResolvers<void>()
    server.onExecute = async (_, response) => {
      response.on('close', closed.resolve).writeHead(200, { 'content-type': 'application/json' })
      while (!response.destroyed) {
        response.write(' ')
        await sleep(20)
      }
    }
    const context = createArmContext()
    const ended = await runArm({ arm, input: {}, context, signal: context.signal, maxAttempts: 1 })
    expect(ended).toMatchObject({ fault: { code: 'ARM_TIMEOUT' } })
    await closed.promise
  })
})

function endless(response: Parameters<typeof sendJson>[0]): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(10_000)));
  }
  response.on('drain', more)
  more()
}
