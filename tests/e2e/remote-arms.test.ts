import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { armKey } from '../../src/arms/remote/capability-token.ts'
import { createOctollm, type Octollm, type Running } from '../support/octollm-process.ts'
import { type RemoteArmServer, serveRemoteArm } from '../support/remote-arm-server.ts'

const SECRET = 'an arm secret for the tests, 32+ characters'
const GOAL = 'Tell me what the weather in Oslo is like today'

let octollm: Octollm
let server: Running & { readonly url: string }
const open: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  octollm = await createOctollm({ OCTOLLM_ARM_SECRET: SECRET, OCTOLLM_ARM_HEALTH_SECONDS: '1' })
  server = await octollm.serve({ OCTOLLM_WORKER: 'false' })
})
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})
afterAll(() => octollm.remove())

async function call(path: string, init: RequestInit & { json?: unknown } = {}) {
  const { json, ...rest } = init
  const body = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }
  const headers = json === undefined ? {} : { 'content-type': 'application/json' }
  const response = await fetch(server.url + path, { ...body, ...rest, headers: { ...headers, ...rest.headers } })
  const text = await response.text()
  return { status: response.status, body: z.record(z.string(), z.unknown()).parse(text === '' ? {} : JSON.parse(text)) }
}

async function aWorker(): Promise<Running> {
  const worker = await octollm.worker()
  open.push(() => worker.stop('SIGKILL'))
  return worker
}

/** One worker for the tests of a block. */
function useWorker(): void {
  let worker: Running
  beforeAll(async () => {
    worker = await octollm.worker()
  })
  afterAll(() => worker.stop())
}

async function aRegisteredArm(overrides: Parameters<typeof serveRemoteArm>[0] = {}): Promise<RemoteArmServer> {
  const arm = await serveRemoteArm(overrides)
  open.push(arm.close, () => call('/arms/weather', { method: 'DELETE' }))
  expect(await call('/arms/register', { json: { url: arm.url } })).toMatchObject({ status: 201 })
  return arm
}

async function submit(): Promise<string> {
  const { body } = await call('/submit', { json: { goal: GOAL, required_capabilities: ['weather'] } })
  return String(body['task_id'])
}

const statusOf = async (taskId: string) => (await call(`/tasks/${taskId}`)).body['status']
const ends = (taskId: string, status: string) =>
  vi.waitFor(async () => expect(await statusOf(taskId)).toBe(status), { timeout: 60_000, interval: 200 })
const executed = ({ calls }: RemoteArmServer) => calls.filter(({ path }) => path === '/execute')

describe('a registered arm', { timeout: 90_000 }, () => {
  useWorker()

  it('is shown with where it comes from and how it is, and does the steps of a worker that runs already', async () => {
    const arm = await aRegisteredArm()
    const entry = { arm_id: 'weather', source: 'registered', url: arm.url, health: 'healthy', untrusted: true }
    expect((await call('/arms/weather')).body).toMatchObject(entry)
    expect((await call('/arms/coder')).body).toMatchObject({ source: 'built_in', url: null, health: 'healthy' })
    expect(await call('/arms/register', { json: { url: arm.url } })).toMatchObject({ status: 200 })
    await ends(await submit(), 'completed')
    expect(executed(arm)).toHaveLength(1)
    const { stdout } = await octollm.run(['arm', 'list'])
    expect(stdout).toMatch(/weather +healthy +registered +weather {2}http:/)
  })

  it('can ask whether a token holds: while its task is worked on, with its own key, until it is taken back', async () => {
    const arm = await aRegisteredArm()
    const { stdout } = await octollm.run(['arm', 'key', 'weather'])
    expect(stdout.trim()).toBe(armKey(SECRET, 'weather'))
    const ask = (token: string, id = 'weather', key = stdout.trim()) =>
      call('/arms/introspect', {
        method: 'POST',
        body: new URLSearchParams({ token }),
        headers: { authorization: `Basic ${btoa(`${id}:${key}`)}` },
      })
    const answers: unknown[] = []
    arm.onExecute = async ({ headers }) => {
      const token = headers.authorization?.slice('Bearer '.length) ?? ''
      answers.push((await ask(token)).body, (await ask(token, 'other', armKey(SECRET, 'other'))).body)
      answers.push((await ask(token, 'other')).status, (await ask('nonsense')).body)
      await call('/arms/revoke', { json: { jti: headers['x-request-id'] } })
      answers.push((await ask(token)).body)
      return { ok: true }
    }
    const taskId = await submit()
    await ends(taskId, 'completed')
    expect(answers).toEqual([
      expect.objectContaining({ active: true, sub: taskId, aud: 'weather', scope: 'execute', iss: 'octollm' }),
      { active: false },
      401,
      { active: false },
      { active: false },
    ])
    const late = executed(arm)[0]?.headers.authorization?.slice('Bearer '.length) ?? ''
    expect((await ask(late)).body).toEqual({ active: false })
  })

  it('that is down lets its task wait, and finish when it is up again', async () => {
    const arm = await aRegisteredArm()
    await arm.close()
    await vi.waitFor(async () => expect((await call('/arms/weather')).body['health']).toBe('unavailable'), 20_000)
    const taskId = await submit()
    const waits = async () => {
      const response = await fetch(`${server.url}/tasks/${taskId}/events`, { signal: AbortSignal.timeout(1_000) })
      const decoder = new TextDecoder()
      let text = ''
      try {
        for await (const chunk of response.body ?? []) text += decoder.decode(chunk)
      } catch {} // it goes on as long as the task
      return text
    }
    await vi.waitFor(async () => expect(await waits()).toContain('step.waiting'), { timeout: 30_000 })
    expect(await statusOf(taskId)).toBe('processing')
    const again = await serveRemoteArm({}, arm.port)
    open.push(again.close)
    await ends(taskId, 'completed')
    expect(executed(again)).toHaveLength(1)
  })
})

describe('a worker that is killed while a remote step runs', { timeout: 90_000 }, () => {
  it.each([
    ['not_done', 'completed', 2],
    ['done', 'failed', 1],
  ])('leaves a step whose arm says "%s": the task is %s', async (effect, status, times) => {
    const arm = await aRegisteredArm({ sideEffects: true })
    arm.onStatus = () => effect
    const begun = Promise.withResolvers<void>()
    arm.onExecute = () => {
      begun.resolve()
      return executed(arm).length > 1 ? { ok: true } : new Promise(() => {})
    }
    const victim = await aWorker()
    const taskId = await submit()
    await begun.promise
    await victim.stop('SIGKILL')
    await aWorker()
    await ends(taskId, status)
    expect(executed(arm)).toHaveLength(times)
    expect(new Set(executed(arm).map(({ body }) => body.idempotency_key)).size).toBe(1)
    expect(arm.calls.filter(({ path }) => path.startsWith('/status/'))).not.toEqual([])
    if (status === 'failed') {
      expect((await call(`/tasks/${taskId}`)).body['error']).toMatchObject({ code: 'NEEDS_RECONCILIATION' })
    }
  })
})
