import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import type { Queue } from '../../src/queue/queue.ts'
import { createTaskStore } from '../../src/store/create-task-store.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { TaskStore } from '../../src/store/task-store.ts'
import { runWorker } from '../../src/worker/run-worker.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { silentLog } from '../support/silent-log.ts'
import { aContract, LOST_NOTIFICATIONS } from '../support/task-store.ts'

let database: FreshDatabase
let queue: Queue
let store: TaskStore

beforeAll(async () => {
  database = await freshDatabase()
  await migrate({ pool: database.pool, schema: 'public' })
  queue = createQueue({ ...database, schema: 'octollm', log: silentLog })
  await queue.start()
  store = createTaskStore({ ...database, ...queue, notifications: LOST_NOTIFICATIONS, pollMs: 50 })
})
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

it('a worker whose task waits for an arm does others meanwhile, and takes it up again as no recovery', async () => {
  const shutdown = new AbortController()
  const submit = async () => (await store.submit({ contract: aContract() })).task.taskId
  const waiting = await submit()
  const order: string[] = []
  const claims: unknown[] = []
  const done = runWorker(
    {
      workerId: 'w',
      store,
      queue,
      concurrency: 1,
      log: silentLog,
      async run(task) {
        order.push(task.taskId)
        if (task.taskId === waiting) claims.push({ fence: task.fence, recovered: task.recovered })
        if (order.length === 1) await submit()
        if (order.length === 1) return { kind: 'parked', seconds: 2 }
        const result = { answer: '42', outputs: {}, artifacts: [], citations: [], confidence: 0.9 }
        return { kind: 'ended', outcome: { status: 'completed', result, verdict: null } }
      },
    },
    shutdown.signal,
  )
  await vi.waitFor(async () => expect((await store.find(waiting))?.status).toBe('completed'), 30_000)
  shutdown.abort()
  await done
  expect(order).toEqual([waiting, expect.not.stringMatching(waiting), waiting])
  expect(claims).toEqual([
    { fence: 1, recovered: false },
    { fence: 2, recovered: false },
  ])
})
