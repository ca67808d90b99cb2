import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import type { Queue } from '../../src/queue/queue.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import type { QueueWorkerOptions } from '../support/queue-worker.ts'
import { type QueueWorkerProcess, startQueueWorker } from '../support/queue-worker-process.ts'
import { silentLog } from '../support/silent-log.ts'

let database: FreshDatabase
let queue: Queue
let workers: QueueWorkerProcess[]

beforeEach(async () => {
  database = await freshDatabase()
  queue = createQueue({ ...database, schema: 'octollm', log: silentLog })
  await queue.start()
  workers = []
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.end('SIGKILL')))
  await queue.stop()
  await database.drop()
})

async function put(count: number): Promise<string[]> {
  const taskIds = Array.from({ length: count }, () => randomUUID())
  await inTransaction(database.pool, async (transaction) => {
    for (const taskId of taskIds) await queue.enqueue({ taskId, priority: 'medium', turn: 1 }, transaction)
  })
  return taskIds
}

async function startWorker(options: Omit<QueueWorkerOptions, 'url' | 'workerId'>): Promise<QueueWorkerProcess> {
  const worker = await startQueueWorker({ ...options, url: database.url, workerId: `worker-${workers.length}` })
  workers.push(worker)
  return worker
}

const isEmpty = () =>
  vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ waiting: { medium: 0 }, active: 0 }), 25_000)

describe('a worker that is gone', () => {
  it('loses its jobs to another within five seconds of SIGKILL', async () => {
    const taskIds = await put(3)
    const killed = await startWorker({ jobMs: 60_000 })
    await killed.begun(3)
    const other = await startWorker({ jobMs: 50 })
    await killed.end('SIGKILL')
    await vi.waitFor(() => expect(other.tasks('done').toSorted()).toEqual(taskIds.toSorted()), 5_000)
  })

  it('keeps its jobs while it lives, however long they take', async () => {
    await put(2)
    const slow = await startWorker({ jobMs: 6_000, lapseMs: 2_000 })
    await slow.begun(2)
    const other = await startWorker({ jobMs: 50, lapseMs: 2_000 })
    await isEmpty()
    expect(slow.tasks('done')).toHaveLength(2)
    expect(other.tasks('started')).toEqual([])
  })

  it('keeps its jobs while it is stopped, until it has been silent for the lapse; woken up, it is told', async () => {
    const lapseMs = 4_000
    const taskIds = await put(1)
    const stopped = await startWorker({ jobMs: 60_000, lapseMs })
    await stopped.begun(1)
    const other = await startWorker({ jobMs: 50, lapseMs })
    stopped.signal('SIGSTOP')
    const { rows: before } = await database.pool.query('select heartbeat_on from octollm_queue.job')
    await vi.waitFor(() => expect(other.tasks('done')).toEqual(taskIds), 15_000)
    const { rows: after } = await database.pool.query('select started_on from octollm_queue.job')
    expect(after[0].started_on - before[0].heartbeat_on).toBeGreaterThanOrEqual(lapseMs)
    stopped.signal('SIGCONT')
    await vi.waitFor(() => expect(stopped.tasks('lost')).toEqual(taskIds), 5_000)
    expect(stopped.tasks('done')).toEqual([])
  })

  it('does not cut off the worker of a later turn, when it died between the end of its own and telling of it', async () => {
    const [taskId = ''] = await put(1)
    const living = await startWorker({ jobMs: 6_000, lapseMs: 2_000 })
    await living.begun(1)
    await inTransaction(database.pool, async (transaction) => {
      await queue.enqueue({ taskId, priority: 'medium', turn: 0 }, transaction)
      await transaction.query(`update octollm_queue.job set state = 'active', started_on = now() - interval '1 minute',
        heartbeat_on = now() - interval '1 minute' where state = 'created'`)
    })
    await vi.waitFor(() => expect(living.tasks('done')).toEqual([taskId]), 10_000)
    expect(living.tasks('lost')).toEqual([])
    await vi.waitFor(() => expect(living.tasks('started')).toEqual([taskId, taskId]), 10_000)
  })

  it('that kills each worker it is given to is buried after its last try, and is dead', async () => {
    const taskIds = await put(1)
    for (const _ of [1, 2]) {
      const victim = await startWorker({ jobMs: 0, maxTries: 2 })
      await vi.waitFor(() => expect(victim.tasks('started')).toEqual(taskIds), 10_000)
    }
    const last = await startWorker({ jobMs: 0, maxTries: 2 })
    await vi.waitFor(() => expect(last.tasks('buried')).toEqual(taskIds), 10_000)
    await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ active: 0, dead: 1 }))
    expect(last.tasks('started')).toEqual([])
  })

  it('costs no job: under a rain of SIGKILLs each is done, and begun again only where its worker died', async () => {
    const taskIds = await put(60)
    const options = { jobMs: 150, concurrency: 3 }
    await Promise.all([startWorker(options), startWorker(options), startWorker(options)])
    for (const victim of [...workers]) {
      await victim.begun(4)
      await victim.end('SIGKILL')
      await startWorker(options)
    }
    await isEmpty()
    expect(new Set(workers.flatMap((worker) => worker.tasks('done')))).toEqual(new Set(taskIds))
    const begunBySurvivors = workers.slice(3).flatMap((worker) => worker.tasks('started'))
    expect(begunBySurvivors).toHaveLength(new Set(begunBySurvivors).size)
  })
})
