import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Ledger, TaskLedger } from '../../../src/ledger/ledger.ts'
import { createPostgresLedger } from '../../../src/ledger/postgres-ledger.ts'
import type { TaskStore } from '../../../src/store/task-store.ts'
import { stepRecord } from '../../support/plans.ts'
import { aContract, openTaskStore, type StoreUnderTest } from '../../support/task-store.ts'

const FAILED = {
  status: 'failed',
  fault: { code: 'ARM_FAILED', message: 'The arm gave up.', retryable: false },
  result: null,
} as const
const START = { round: 0, stepId: 1, armId: 'worker', action: 'work', attempt: 1, idempotencyKey: 'key' }
const LATE_WRITES: Record<string, (run: TaskLedger) => Promise<unknown>> = {
  'the start of a step': (run) => run.start(START),
  'the outcome of a step': (run) => run.finish(stepRecord(1)),
  'an event': (run) => run.emit({ type: 'task.phase', phase: 'judging' }),
  'a reservation': (run) => run.reserve({ costUsd: 0.1, tokens: 1 }, 'code'),
}

describe('a write that arrives while another worker is taking the task over', () => {
  let under: StoreUnderTest
  let store: TaskStore
  let ledger: Ledger
  beforeAll(async () => {
    under = await openTaskStore()
    store = under.store
    ledger = createPostgresLedger({ pool: under.pool })
  })
  afterAll(() => under.close())

  async function claimed() {
    const { taskId } = (await store.submit({ contract: aContract() })).task
    return { taskId, fence: (await store.claim(taskId, 'worker'))?.fence ?? 0 }
  }

  /** Raises the fence, lets `late` arrive, and commits only when it waits for the lock. */
  async function duringTakeover<T>(taskId: string, late: () => Promise<T>): Promise<PromiseSettledResult<T>> {
    const taker = await under.pool.connect()
    await taker.query('begin')
    await taker.query(`update tasks set fence = fence + 1, worker_id = 'taker' where id = $1`, [taskId])
    const writing = Promise.allSettled([late()])
    await vi.waitFor(async () => {
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      expect((await under.pool.query(waiting)).rowCount).toBe(1)
    })
    await taker.query('commit')
    taker.release()
    const [outcome] = await writing
    return outcome
  }

  it.each(Object.entries(LATE_WRITES))('is refused and leaves nothing: %s', async (_, write) => {
    const { taskId, fence } = await claimed()
    const outcome = await duringTakeover(taskId, () => write(ledger.forRun({ taskId, fence })))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'LEASE_LOST' } })
    expect((await store.events(taskId, 0)).map(({ type }) => type)).toEqual(['task.submitted', 'task.claimed'])
    for (const table of ['step_journal', 'reservations']) {
      expect((await under.pool.query(`select from ${table} where task_id = $1`, [taskId])).rowCount).toBe(0)
    }
  })

  it('is refused and leaves nothing: the end of the task', async () => {
    const { taskId, fence } = await claimed()
    const outcome = await duringTakeover(taskId, () => store.settle(taskId, fence, FAILED))
    expect(outcome).toMatchObject({ status: 'fulfilled', value: false })
    expect(await store.find(taskId)).toMatchObject({ status: 'processing', error: null })
  })
})
