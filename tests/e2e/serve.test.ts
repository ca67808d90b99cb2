import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { freePort } from '../support/free-port.ts'
import { createOctollm, type Octollm, type Running } from '../support/octollm-process.ts'

const SUM = { goal: 'Compute the sum of one to ten', context: { language: 'javascript', code: 'result = 55' } }

/** Of a task or of `/ready`. */
const Body = z.looseObject({
  task_id: z.string().default(''),
  status: z.string().default(''),
  checks: z.record(z.string(), z.looseObject({ ok: z.boolean(), detail: z.string() })).default({}),
})

let octollm: Octollm
let servers: (Running & { url: string })[]

beforeAll(async () => {
  octollm = await createOctollm({ OCTOLLM_SPELT_WRONG: 'yes' })
  servers = await Promise.all([octollm.serve(), octollm.serve()])
})
afterAll(() => octollm.remove())

async function get(path: string, which = 0) {
  const response = await fetch(new URL(path, servers[which]?.url))
  return { status: response.status, body: Body.parse(await response.json()) }
}

async function submit(path: string, body: object, which = 0) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(new URL(path, servers[which]?.url), {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    location: response.headers.get('location'),
    body: Body.parse(await response.json()),
  }
}

describe('octollm serve', { timeout: 90_000 }, () => {
  it('comes up twice at once on an empty database, and both serve the same tasks', async () => {
    const { status, location, body } = await submit('/submit', SUM, 0)
    expect({ status, location }).toEqual({ status: 202, location: `/tasks/${body.task_id}` })
    expect((await get(`/tasks/${body.task_id}`, 1)).body.task_id).toBe(body.task_id)
    await fetch(new URL(`/tasks/${body.task_id}/events`, servers[1]?.url)).then((events) => events.text()) // to its end
    expect((await get(`/tasks/${body.task_id}`, 1)).body).toMatchObject({
      status: 'completed',
      result: { answer: expect.stringContaining('55') },
    })
  })

  it('answers with the finished task when told to wait for it', async () => {
    const { status, body } = await submit('/submit?wait=60', SUM)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'completed',
      plan: { source: 'rule' },
      result: { answer: expect.stringContaining('55') },
    })
  })

  it('is ready without a model, says that it is degraded, and plans by rule', async () => {
    const { status, body } = await get('/ready')
    expect({ status, state: body.status }).toEqual({ status: 200, state: 'degraded' })
    expect(body.checks['model']).toMatchObject({ ok: false, detail: expect.stringContaining('OPENAI_API_KEY') })
  })

  it('warns of an OCTOLLM_ name that nothing reads', () => {
    const warning = servers[0]
      ?.stdout()
      .split('\n')
      .find((line) => line.includes('config.unknown_names'))
    expect(JSON.parse(warning ?? '')).toMatchObject({ level: 'warn', names: ['OCTOLLM_SPELT_WRONG'] })
  })

  it('writes nothing but JSON lines', () => {
    const lines = servers.flatMap(({ stdout }) => stdout().trim().split('\n'))
    expect(lines.filter((line) => !/^\{.*"message":"[\w.]+".*\}$/.test(line))).toEqual([])
    expect(servers.map(({ stderr }) => stderr())).toEqual(['', ''])
  })

  it('says that its port is taken, and ends with 1', async () => {
    const taken = new URL(servers[0]?.url ?? '').port
    const { code, stderr } = await octollm.run(['serve'], { PORT: taken })
    expect(stderr).toMatch(/^octollm: the port is taken \(.+\)\. Set PORT .+\n$/)
    expect(code).toBe(1)
  })

  it('plans by rule while the model that is configured does not answer', async () => {
    const dead = await octollm.serve({
      OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1`,
      OCTOLLM_WORKER: 'false',
    })
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ goal: 'What do the documents say about leases?' })
    const planned = await fetch(new URL('/plan', dead.url), { method: 'POST', headers, body })
    expect(await planned.json()).toMatchObject({ source: 'rule' })
    expect(await dead.stop()).toBe(0)
  })

  it('ends with 0 on SIGTERM, and the other goes on', async () => {
    expect(await servers[0]?.stop()).toBe(0)
    expect((await submit('/submit?wait=60', SUM, 1)).body.status).toBe('completed')
    expect(await servers[1]?.stop()).toBe(0)
  })

  it('ends with 0 when SIGTERM comes while it starts', async () => {
    const server = octollm.start(['serve', '--port', '0'], { OCTOLLM_WORKER: 'false' })
    await server.says('embedded_postgres.ready')
    expect(await server.stop()).toBe(0)
  })
})
