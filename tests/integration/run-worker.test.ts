import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Fault } from '../../src/contracts/fault.ts'
import type { TaskOutcome, TaskRequest } from '../../src/contracts/task.ts'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import type { Queue } from '../../src/queue/queue.ts'
import { createTaskStore } from '../../src/store/create-task-store.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { ClaimedTask, TaskStore } from '../../src/store/task-store.ts'
import { runWorker } from '../../src/worker/run-worker.ts'
import type { RunTask } from '../../src/worker/work-on-job.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { recordMetrics } from '../support/metrics.ts'
import { planOf, planStep } from '../support/plans.ts'
import { silentLog } from '../support/silent-log.ts'
import { aContract, LOST_NOTIFICATIONS } from '../support/task-store.ts'

const completed: TaskOutcome = {
  status: 'completed',
  result: { answer: '42', outputs: {}, artifacts: [], citations: [], confidence: 0.9 },
  verdict: null,
}
const ended = { kind: 'ended', outcome: completed } as const
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

const readMetric = recordMetrics()
let database: FreshDatabase
let queue: Queue
let store: TaskStore
let shutdown: AbortController
let workers: Promise<void>[]

beforeEach(async () => {
  database = await freshDatabase()
  await migrate({ pool: database.pool, schema: 'public' })
  queue = createQueue({ ...database, schema: 'octollm', log: silentLog, maxTries: 2 })
  await queue.start()
  store = createTaskStore({ ...database, ...queue, notifications: LOST_NOTIFICATIONS, pollMs: 50 })
  shutdown = new AbortController()
  workers = []
})
afterEach(async () => {
  shutdown.abort()
  await Promise.all(workers)
  await queue.stop()
  await database.drop()
})

async function submit(request: Partial<TaskRequest> = {}): Promise<string> {
  const { task } = await store.submit({ contract: aContract(request) })
  return task.taskId
}

function startWorker(run: RunTask, drainMs = 10_000, signal = shutdown.signal): { readonly done: Promise<void> } {
  const parts = { workerId: `w${workers.length}`, store, queue, run, concurrency: 2, log: silentLog, drainMs }
  const done = runWorker(parts, signal)
  workers.push(done)
  return { done }
}

const statusOf = async (taskId: string) => (await store.find(taskId))?.status
const becomes = (taskId: string, status: string, withinMs = 10_000) =>
  vi.waitFor(async () => expect(await statusOf(taskId)).toBe(status), withinMs)
const lineIsEmpty = () =>
  vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ waiting: { medium: 0 }, active: 0 }), 10_000)

describe('a worker', () => {
  it('claims a submitted task, runs it and settles it with its outcome', async () => {
    const taskId = await submit()
    const claims: ClaimedTask[] = []
    const before = (await readMetric('octollm_tasks', { status: 'completed', priority: 'medium' })) ?? 0
    startWorker(async (task) => {
      claims.push(task)
      expect(await readMetric('octollm_active_tasks')).toBe(1)
      return ended
    })
    await becomes(taskId, 'completed')
    expect((await store.find(taskId))?.result?.answer).toBe('42')
    expect(claims).toMatchObject([{ taskId, recovered: false }])
    await lineIsEmpty()
    expect(await readMetric('octollm_tasks', { status: 'completed', priority: 'medium' })).toBe(before + 1)
    expect(await readMetric('octollm_active_tasks')).toBe(0)
  })

  it('settles a task as failed when its run throws a fault, and does not try again', async () => {
    const taskId = await submit()
    let runs = 0
    startWorker(async () => {
      runs += 1
      throw new Fault('PLAN_INVALID', 'The plan was refused.')
    })
    await becomes(taskId, 'failed')
    await lineIsEmpty()
    expect((await store.find(taskId))?.error).toMatchObject({ code: 'PLAN_INVALID', message: 'The plan was refused.' })
    expect(runs).toBe(1)
    expect(await readMetric('octollm_errors', { code: 'PLAN_INVALID' })).toBe(1)
  })

  it.each([
    ['breaks down', new TypeError('no')],
    ['loses the database', new Fault('DATABASE_UNAVAILABLE', 'The database is out of reach.')],
  ])('tries a task again when its run %s', async (_, error) => {
    const taskId = await submit()
    let runs = 0
    startWorker(async () => {
      runs += 1
      if (runs === 1) throw error
      return ended
    })
    await becomes(taskId, 'completed')
    expect(runs).toBe(2)
  })

  it('ends a task that is out of tries as failed, and says so', async () => {
    const taskId = await submit()
    startWorker(async () => {
      throw new TypeError('a secret of the inside')
    })
    await becomes(taskId, 'failed', 15_000)
    const error = (await store.find(taskId))?.error
    expect(error).toMatchObject({ code: 'INTERNAL', retryable: true })
    expect(error?.message).not.toContain('secret')
    await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ active: 0, dead: 1 }))
  })

  it('stops a run in its middle when the task is cancelled', async () => {
    const taskId = await submit()
    const reasons: unknown[] = []
    startWorker(async (_, { signal }) => {
      await untilAborted(signal).catch((reason: unknown) => reasons.push(reason))
      return {
        kind: 'ended',
        outcome: {
          status: 'failed',
          fault: { code: 'ARM_FAILED', message: 'aborted', retryable: false },
          result: null,
        },
      }
    })
    await becomes(taskId, 'processing')
    await store.cancel(taskId, null)
    await lineIsEmpty()
    expect(reasons).toMatchObject([{ code: 'TASK_CANCELLED' }])
    expect(await statusOf(taskId)).toBe('cancelled')
  })

  it('ends a task whose time is up with TASK_TIMEOUT and what it has, though the run says something else', async () => {
    const taskId = await submit({ budget: { maxTimeSeconds: 1 } })
    startWorker(async (_, { signal }) => {
      await untilAborted(signal).catch(() => {})
      const fault = { code: 'ARM_FAILED', message: 'aborted', retryable: false } as const
      return { kind: 'ended', outcome: { status: 'failed', fault, result: completed.result } }
    })
    await becomes(taskId, 'failed')
    expect(await store.find(taskId)).toMatchObject({ error: { code: 'TASK_TIMEOUT' }, result: { answer: '42' } })
  })

  it('ends a task whose time is up though its run does not listen', async () => {
    const taskId = await submit({ budget: { maxTimeSeconds: 1 } })
    startWorker(() => new Promise(() => {}))
    await becomes(taskId, 'failed')
    expect((await store.find(taskId))?.error?.code).toBe('TASK_TIMEOUT')
  })

  it('holds nothing of a task that waits for a person, and goes on with the answer', async () => {
    const taskId = await submit()
    const plan = planOf([planStep({ stepId: 1 })])
    const request = { kind: 'plan', taskId, question: 'Shall it run?', reason: 'asked for', plan } as const
    const answers: unknown[] = []
    startWorker(async ({ resume }) => {
      if (!resume) return { kind: 'waiting', interrupt: { id: 'i1', request } }
      answers.push(resume)
      return ended
    })
    await vi.waitFor(async () => expect((await store.find(taskId))?.phase).toBe('awaiting_approval'), 10_000)
    await lineIsEmpty()
    await store.resume(taskId, { decision: 'approve' })
    await becomes(taskId, 'completed')
    expect(answers).toMatchObject([{ interruptId: 'i1', answer: { decision: 'approve' } }])
  })

  it('gives a task up without a word when another claim has overtaken it', async () => {
    const taskId = await submit()
    startWorker(async (task) => {
      await store.claim(taskId, 'another')
      await sleep(0)
      return { ...ended, outcome: { ...completed, result: { ...completed.result, answer: `of ${task.fence}` } } }
    })
    await lineIsEmpty()
    expect(await statusOf(taskId)).toBe('processing')
  })
})

describe('a worker that is told to stop', () => {
  it('asks its runs to stop at a good place, and another worker goes on, with no try lost', async () => {
    const taskId = await submit()
    const first = new AbortController()
    const { done: stopped } = startWorker(
      async (_, { drain }) => {
        await untilAborted(drain).catch(() => {})
        return { kind: 'drained' }
      },
      10_000,
      first.signal,
    )
    await becomes(taskId, 'processing')
    first.abort()
    await stopped
    expect((await queue.depth()).waiting.medium).toBe(1)
    let isTried = false
    startWorker(async () => {
      if (isTried) return ended
      isTried = true
      throw new TypeError('the first of two tries')
    })
    await becomes(taskId, 'completed')
  })

  it('stops runs that do not come to a good place in time, and puts their tasks back', async () => {
    const taskId = await submit()
    const first = new AbortController()
    const { done: stopped } = startWorker((_, { signal }) => untilAborted(signal), 100, first.signal)
    await becomes(taskId, 'processing')
    first.abort()
    await stopped
    expect(await queue.depth()).toMatchObject({ waiting: { medium: 1 }, active: 0 })
    startWorker(async () => ended)
    await becomes(taskId, 'completed')
  })

  it('ends within its bound though a run listens to nothing', async () => {
    const taskId = await submit()
    const first = new AbortController()
    const { done: stopped } = startWorker(() => new Promise(() => {}), 100, first.signal)
    await becomes(taskId, 'processing')
    first.abort()
    await stopped
    expect((await queue.depth()).waiting.medium).toBe(1)
  })
})
