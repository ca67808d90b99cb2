import { afterAll, beforeAll, expect, it } from 'vitest'
import { Task } from '../../src/contracts/task.ts'
import { TaskTrace } from '../../src/contracts/trace.ts'
import { fromWire } from '../../src/contracts/wire.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'

let database: FreshDatabase
let octollm: Octollm
beforeAll(async () => {
  database = await freshDatabase()
  octollm = await createOctollm({ DATABASE_URL: database.url })
})
afterAll(async () => {
  await octollm.remove()
  await database.drop()
})

const ask = async (url: string, path: string, json?: object) => {
  const body = json && { method: 'POST', body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } }
  return (await fetch(url + path, body)).json()
}
const task = { goal: 'Compute the sum of one to ten', context: { language: 'javascript', code: 'result = 55' } }
const Ended = Task.pick({ taskId: true, status: true })
const recordOfExecutor = async () => {
  const { rows } = await database.pool.query(
    "select successes, average_latency_ms, recent from octollm.arm_stats where arm_id = 'executor'",
  )
  return rows[0]
}

it('is handed on when a server is told to stop, and is what the next one begins with', {
  timeout: 120_000,
}, async () => {
  const first = await octollm.serve()
  expect(await ask(first.url, '/submit?wait=60', task)).toMatchObject({ status: 'completed' })
  expect(await first.stop()).toBe(0)
  expect(await recordOfExecutor()).toMatchObject({ recent: '1', average_latency_ms: expect.any(Number) })

  const second = await octollm.serve()
  const { taskId, status } = Ended.parse(fromWire(Ended, await ask(second.url, '/submit?wait=60', task)))
  expect(status).toBe('completed')
  const { steps } = TaskTrace.parse(fromWire(TaskTrace, await ask(second.url, `/tasks/${taskId}/trace`)))
  const executor = steps.find(({ armId }) => armId === 'executor')
  expect(executor?.attempts[0]?.routing).toMatchObject({
    reason: 'named',
    candidates: [{ armId: 'executor', success: expect.closeTo(2 / 3, 1), latencyMs: expect.any(Number) }],
  })
  await second.stop()
  expect(await recordOfExecutor()).toMatchObject({ recent: '11' })
})
