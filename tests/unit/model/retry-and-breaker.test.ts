import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Fault } from '../../../src/contracts/fault.ts'
import type { Model, Question } from '../../../src/model/model.ts'
import { type OpenAiModelOptions, openAiModel } from '../../../src/model/openai-model.ts'
import { always, type ModelServer, startModelServer } from '../../support/model-server.ts'
import { createTestMeter } from '../../support/test-meter.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
beforeEach(() => server.forget())
afterAll(() => server.close())

const question: Question = { purpose: 'plan', messages: [{ role: 'user', content: 'Say hello' }] }
const quick = { initialDelayMs: 1 }
const model = (options: Partial<OpenAiModelOptions> = {}): Model =>
  openAiModel({ model: 'gpt-4o-mini', apiKey: 'sk-secret', baseUrl: server.url, retries: quick, ...options })

async function faultOf(asked: Promise<unknown>): Promise<Fault> {
  const error = await asked.catch((thrown: unknown) => thrown)
  if (error instanceof Fault) return error
  throw new Error(`expected a Fault, got ${String(error)}`)
}

describe('a failing model is asked again', () => {
  it.each([408, 409, 429, 500, 502, 503, 529])('three times after HTTP %i', async (status) => {
    server.answer(always, { status, retryAfterSeconds: 0 }, 3)
    server.answer(always, { content: 'hello' })
    expect((await model().ask(question)).text).toBe('hello')
    expect(server.requests).toHaveLength(4)
  })

  it.each([400, 401, 403, 404, 413, 422])('never after HTTP %i, which is MODEL_REFUSED', async (status) => {
    server.answer(always, { status, message: 'Incorrect API key provided: sk-secret' })
    const fault = await faultOf(model().ask(question))
    expect(fault).toMatchObject({ code: 'MODEL_REFUSED', retryable: false })
    expect(fault.message).toContain(String(status))
    expect(fault.message).not.toContain('sk-')
    expect(server.requests).toHaveLength(1)
  })

  it('never when the account is out of credit, although that is a 429', async () => {
    server.answer(always, { status: 429, code: 'insufficient_quota', retryAfterSeconds: 0 })
    expect((await faultOf(model().ask(question))).code).toBe('MODEL_REFUSED')
    expect(server.requests).toHaveLength(1)
  })

  it('after a dropped connection', async () => {
    server.answer(always, 'disconnect', 2)
    server.answer(always, { content: 'hello' })
    expect((await model().ask(question)).text).toBe('hello')
  })

  it('and is MODEL_UNAVAILABLE, retryable, when it fails four times', async () => {
    server.answer(always, { status: 503 })
    expect(await faultOf(model().ask(question))).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true })
    expect(server.requests).toHaveLength(4)
  })

  it('after the pause its Retry-After asks for, not the one we would have made', async () => {
    server.answer(always, { status: 429, retryAfterSeconds: 1 }, 1)
    server.answer(always, { content: 'hello' })
    const patient = model({ retries: { initialDelayMs: 600_000, maxDelayMs: 600_000 } })
    expect((await patient.ask(question)).text).toBe('hello')
  })

  it('not at all when Retry-After is longer than we wait: the fault says how long', async () => {
    server.answer(always, { status: 429, retryAfterSeconds: 120 })
    expect(await faultOf(model().ask(question))).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryAfterSeconds: 120 })
    expect(server.requests).toHaveLength(1)
  })

  it('after it took longer than the time limit', async () => {
    server.answer(always, { content: 'late', delayMs: 2_000 }, 1)
    server.answer(always, { content: 'in time' })
    expect((await model().ask({ ...question, timeoutMs: 200 })).text).toBe('in time')
    expect(server.requests).toHaveLength(2)
  })

  it('and never in time is MODEL_UNAVAILABLE', async () => {
    server.answer(always, { content: 'late', delayMs: 2_000 })
    const hasty = model({ retries: { attempts: 1, initialDelayMs: 1 } })
    expect((await faultOf(hasty.ask({ ...question, timeoutMs: 50 }))).code).toBe('MODEL_UNAVAILABLE')
    expect(server.requests).toHaveLength(2)
  })

  it('when nothing listens at its address it is MODEL_UNAVAILABLE', async () => {
    const nowhere = model({ baseUrl: 'http://127.0.0.1:9/v1' })
    expect((await faultOf(nowhere.ask(question))).code).toBe('MODEL_UNAVAILABLE')
  })
})

describe('the breaker', () => {
  const once = { attempts: 0 }
  const breaker = { openMs: 100 }

  async function trip(broken: Model, times = 5): Promise<void> {
    server.answer(always, { status: 500 }, times)
    for (let call = 0; call < times; call += 1) await faultOf(broken.ask(question))
  }

  it('opens after five failures: the next call is turned away without a request', async () => {
    const broken = model({ retries: once })
    await trip(broken, 4)
    expect(broken.isAvailable()).toBe(true)
    await trip(broken, 1)
    expect(broken.isAvailable()).toBe(false)
    const fault = await faultOf(broken.ask(question))
    expect(fault).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true, retryAfterSeconds: 60 })
    expect(server.requests).toHaveLength(5)
  })

  it('reserves nothing while it is open', async () => {
    const broken = model({ retries: once })
    await trip(broken)
    const { meter, reserved } = createTestMeter()
    await faultOf(broken.ask({ ...question, meter }))
    expect(reserved).toEqual([])
  })

  it('does not count failures that lie further back than its window', async () => {
    const broken = model({ retries: once, breaker: { windowMs: 100 } })
    await trip(broken, 4)
    await sleep(150)
    await trip(broken, 1)
    expect(broken.isAvailable()).toBe(true)
  })

  it('does not count a refusal: the model is there', async () => {
    const asked = model()
    server.answer(always, { status: 401 })
    for (let call = 0; call < 6; call += 1) await faultOf(asked.ask(question))
    expect(asked.isAvailable()).toBe(true)
  })

  it('lets calls through on trial after its pause and closes after three good ones', async () => {
    const broken = model({ retries: once, breaker })
    await trip(broken)
    await sleep(150)
    expect(broken.isAvailable()).toBe(true)
    server.answer(always, { content: 'back' }, 3)
    for (let call = 0; call < 3; call += 1) await broken.ask(question)
    await trip(broken, 4)
    expect(broken.isAvailable()).toBe(true)
  })

  it('opens again when one of the trial calls fails', async () => {
    const broken = model({ retries: once, breaker })
    await trip(broken)
    await sleep(150)
    server.answer(always, { content: 'back' }, 2)
    await broken.ask(question)
    await broken.ask(question)
    await trip(broken, 1)
    expect(broken.isAvailable()).toBe(false)
  })
})

describe('an aborted question', () => {
  it.each([
    ['while the model thinks', { content: 'late', delayMs: 5_000 }, quick],
    ['while waiting to ask again', { status: 503 }, { initialDelayMs: 600_000, maxDelayMs: 600_000 }],
  ] as const)('%s ends at once with the reason of its signal', async (_, reply, retries) => {
    server.answer(always, reply)
    const controller = new AbortController()
    const asked = model({ retries }).ask({ ...question, signal: controller.signal })
    const reason = new Error('the task was cancelled')
    await expect.poll(() => server.requests.length).toBe(1)
    controller.abort(reason)
    await expect(asked).rejects.toBe(reason)
    expect(server.requests).toHaveLength(1)
  })

  it('is not asked when its signal was aborted before', async () => {
    const reason = new Error('too late')
    await expect(model().ask({ ...question, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(server.requests).toHaveLength(0)
  })
})
