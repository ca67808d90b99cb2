import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signCapability } from '../arms/remote/capability-token.ts'
import { createRemoteArm } from '../arms/remote/create-remote-arm.ts'
import { toExecuteBody } from '../arms/remote/execute-request.ts'
import { ArmDescription } from '../contracts/arm.ts'
import { ArmHealthReport } from '../contracts/arm-wire.ts'
import { ArmOutcome } from '../contracts/step.ts'
import { fromWire } from '../contracts/wire.ts'
import { createArmContext } from './arm-context.ts'
import { type ArmSubject, CANARY, describeArmContract } from './arm-contract.ts'

export interface RemoteArmSubject extends Omit<ArmSubject, 'createArm'> {
  /** Where the arm is; a function when it has to be started first. `close` ends it. */
  readonly url: string | (() => string | Promise<string>)
  /** The arm's key, when it was started with one: then it must refuse calls without a good token. */
  readonly key?: string
  /** An input its schema refuses: an object, because that is what goes over the wire. */
  readonly badInput: { readonly value: Readonly<Record<string, unknown>>; readonly path: string }
  readonly input: Readonly<Record<string, unknown>>
}

/**
 * What every arm behind HTTP promises, in whatever language: the Arm contract through OctoLLM's own client, and beside it
 * the wire as it is spoken. Call it once in a test file of vitest.
 */
export function describeRemoteArmContract(name: string, subject: RemoteArmSubject): void {
  const key = subject.key ?? null
  let url = ''
  let description: ArmDescription

  describe(name, () => {
    beforeAll(async () => {
      const given = typeof subject.url === 'function' ? await subject.url() : subject.url
      url = given.replace(/\/+$/, '')
      const response = await fetch(`${url}/capabilities`)
      description = ArmDescription.parse(fromWire(ArmDescription, await response.json()))
    })
    afterAll(() => subject.close?.())

    const { url: _url, key: _key, close: _close, ...same } = subject
    describeArmContract(`${name}, through the client,`, {
      ...same,
      createArm: () => createRemoteArm({ url, key, description }),
    })
    describe('speaks the wire', () => {
      describeWire(subject, () => createWire({ url, key, description, subject }))
    })
  })
}

type Sent = RequestInit & { readonly token?: TokenChange | null }
interface TokenChange {
  readonly body?: string
  readonly now?: Date
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly requestId: string | null
  readonly text: string
  readonly body: unknown
}

interface Wire {
  get(path: string): Promise<Answer>
  /** Sends the body with a token for it, unless `token` says otherwise; null: with none. */
  execute(body: string, sent?: Sent): Promise<Answer>
  bodyOf(input: Readonly<Record<string, unknown>>, idempotencyKey?: string): string
}

interface WireParts {
  readonly url: string
  readonly key: string | null
  readonly description: ArmDescription
  readonly subject: RemoteArmSubject
}

function createWire({ url, key, description, subject }: WireParts): Wire {
  const contextWith = (idempotencyKey: string) => {
    const own = typeof subject.context === 'function' ? subject.context() : subject.context
    return createArmContext({ ...own, idempotencyKey })
  }
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    const body: unknown = /json/.test(type) ? JSON.parse(text) : null
    return { status: response.status, type, requestId: response.headers.get('x-request-id'), text, body }
  }
  return {
    get: (path) => send(path, {}),
    async execute(body, { token = {}, ...init } = {}) {
      const { taskId, stepId } = contextWith('')
      const claims = { armId: description.armId, taskId, stepId, scope: 'execute', body, ...token } as const
      const signed = key === null || token === null ? null : await signCapability({ key, ...claims })
      const headers = {
        'content-type': 'application/json',
        ...(signed === null ? {} : { authorization: `Bearer ${signed}` }),
        ...Object.fromEntries(new Headers(init.headers)),
      }
      return send('/execute', { method: 'POST', body, ...init, headers })
    },
    bodyOf: (input, idempotencyKey = randomUUID()) => toExecuteBody(input, contextWith(idempotencyKey), 30_000),
  }
}

function describeWire(subject: RemoteArmSubject, open: () => Wire): void {
  const problem = (status: number) => ({ status, type: expect.stringMatching(/^application\/problem\+json/) })

  it('says at GET /health that it is healthy', async () => {
    const { status, body } = await open().get('/health')
    expect(status).toBe(200)
    expect(ArmHealthReport.parse(fromWire(ArmHealthReport, body))).toMatchObject({ status: 'healthy' })
  })

  it('answers POST /execute with an outcome, under the request id that came', async () => {
    const wire = open()
    const id = randomUUID()
    const answer = await wire.execute(wire.bodyOf(subject.input), { headers: { 'x-request-id': id } })
    expect(answer).toMatchObject({ status: 200, requestId: id })
    expect(ArmOutcome.safeParse(fromWire(ArmOutcome, answer.body)).error).toBeUndefined()
  })

  it('does the work of one idempotency key once, and gives the same answer again', async () => {
    const wire = open()
    const body = wire.bodyOf(subject.input, randomUUID())
    const answers = [...(await Promise.all([wire.execute(body), wire.execute(body)])), await wire.execute(body)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  })

  it('refuses the idempotency key of one piece of work for another', async () => {
    const wire = open()
    const key = randomUUID()
    await wire.execute(wire.bodyOf(subject.input, key))
    expect(await wire.execute(wire.bodyOf(subject.badInput.value, key))).toMatchObject(problem(422))
  })

  it('says where a bad input is wrong, and not what it was', async () => {
    const wire = open()
    const { path, value } = subject.badInput
    const answer = await wire.execute(wire.bodyOf(value))
    expect(answer).toMatchObject({
      ...problem(422),
      body: { code: 'ARM_INPUT_INVALID', retryable: false, errors: [{ path }] },
    })
    expect(answer.text).not.toContain(CANARY)
  })

  it('answers a body that is no JSON, and a path it does not serve, with a problem', async () => {
    const wire = open()
    expect(await wire.execute('{')).toMatchObject(problem(400))
    expect(await wire.get('/nothing-is-here')).toMatchObject(problem(404))
  })

  if (subject.key === undefined) return
  it('refuses a call without a token, with one for another body, and with one that has expired', async () => {
    const wire = open()
    const body = wire.bodyOf(subject.input)
    const tenMinutesAgo = new Date(Date.now() - 600_000)
    for (const token of [null, { body: '{}' }, { now: tenMinutesAgo }]) {
      expect(await wire.execute(body, { token })).toMatchObject(problem(401))
    }
  })
}
