import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Budget } from '../../../src/contracts/usage.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { createPostgresLedger } from '../../../src/ledger/postgres-ledger.ts'
import { describeLedger } from '../../contracts/ledger.ts'
import { planOf, planStep, stepRecord } from '../../support/plans.ts'
import { aContract, openTaskStore, type StoreUnderTest } from '../../support/task-store.ts'

async function claimed({ store }: StoreUnderTest, budget?: Budget) {
  const { task } = await store.submit({ contract: aContract(budget ? { budget } : {}) })
  const claim = async () => ({ taskId: task.taskId, fence: (await store.claim(task.taskId, 'worker'))?.fence ?? 0 })
  return { run: await claim(), claim }
}

describeLedger('the Postgres ledger', async () => {
  const under = await openTaskStore()
  return {
    ledger: createPostgresLedger({ pool: under.pool }),
    async begin(budget) {
      const { run, claim } = await claimed(under, budget)
      return {
        run,
        takeOver: claim,
        events: async () =>
          (await under.store.events(run.taskId, 0)).filter(
            ({ type }) => !/^task\.(submitted|claimed|recovered)/.test(type),
          ),
      }
    },
    close: under.close,
  }
})

describe('the Postgres ledger beside the task store', () => {
  let under: StoreUnderTest
  let ledger: Ledger
  const told: string[] = []
  beforeAll(async () => {
    under = await openTaskStore()
    ledger = createPostgresLedger({ pool: under.pool, publish: (taskId) => told.push(taskId) })
  })
  afterAll(() => under.close())

  const step = (stepId: number, round = 0) => ({
    round,
    stepId,
    armId: 'worker',
    action: `do the work of step ${stepId}`,
    attempt: 1,
    idempotencyKey: `key-${stepId}`,
  })
  const plan = planOf([planStep({ stepId: 1 }), planStep({ stepId: 2 })], { criticalPathDuration: 7 })
  const planned = (round: number, steps = plan) =>
    ({ type: 'plan.created', round, source: 'llm', plan: steps }) as const

  /** Does it while the task's row is locked, and cuts the connection off that waits for the row. */
  async function cutOff<Result>(taskId: string, work: () => Promise<Result>): Promise<Result> {
    const holder = await under.pool.connect()
    await holder.query('begin')
    await holder.query('select from tasks where id = $1 for update', [taskId])
    const working = work()
    await vi.waitFor(async () => {
      const { rows } = await holder.query(`select pg_terminate_backend(pid) from pg_locks
        where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`)
      expect(rows).toHaveLength(1)
    })
    await holder.query('rollback')
    holder.release()
    return working
  }

  it('reserves and settles once though a connection is cut off in the middle', async () => {
    const { run } = await claimed(under)
    const writer = ledger.forRun(run)
    const spend = { costUsd: 0.25, tokens: 100 }
    const reservation = await cutOff(run.taskId, () => writer.reserve(spend, 'code'))
    expect(await writer.remaining()).toMatchObject({ maxCostUsd: 0.75 })
    await cutOff(run.taskId, () => reservation.settle(spend))
    expect(await writer.spent()).toMatchObject(spend)
    expect(await writer.remaining()).toMatchObject({ maxCostUsd: 0.75 })
  })

  it('shows phase, plan, estimate and progress on the task while it runs', async () => {
    const { run } = await claimed(under)
    const writer = ledger.forRun(run)
    await writer.emit({ type: 'task.phase', phase: 'executing' })
    await writer.emit(planned(0))
    await writer.start(step(1))
    await writer.start(step(2))
    await writer.finish(stepRecord(1, { usage: { costUsd: 0, tokens: 0, seconds: 1.5 } }))
    expect(await under.store.find(run.taskId)).toMatchObject({
      phase: 'executing',
      plan,
      estimatedDurationSeconds: 7,
      steps: [stepRecord(1, { usage: { costUsd: 0, tokens: 0, seconds: 1.5 } })],
      usage: { seconds: 1.5 },
      progress: { completedSteps: 1, totalSteps: 2, percentage: 50, current: [{ stepId: 2, armId: 'worker' }] },
    })
    expect(told.filter((taskId) => taskId === run.taskId)).toHaveLength(5)
  })

  it('shows the latest record of a step, and a step in repair as not done', async () => {
    const { run } = await claimed(under)
    const writer = ledger.forRun(run)
    await writer.emit(planned(0))
    for (const stepId of [1, 2]) await writer.finish(stepRecord(stepId))
    await writer.start(step(2, 1))
    const inRepair = await under.store.find(run.taskId)
    expect(inRepair?.progress).toMatchObject({ completedSteps: 1, current: [{ stepId: 2 }] })
    await writer.finish(stepRecord(2, { round: 1 }))
    const repaired = await under.store.find(run.taskId)
    expect(repaired?.progress).toMatchObject({ completedSteps: 2, current: [] })
    expect(repaired?.steps.map(({ stepId, round }) => [stepId, round])).toEqual([
      [1, 0],
      [2, 1],
    ])
  })

  it('counts steps of an earlier plan only where the present plan has kept them', async () => {
    const { run } = await claimed(under)
    const writer = ledger.forRun(run)
    await writer.emit(planned(0))
    for (const stepId of [1, 2]) await writer.finish(stepRecord(stepId))
    await writer.emit(
      planned(1, planOf([planStep({ stepId: 1 }), planStep({ stepId: 2, action: 'do something else' })])),
    )
    expect((await under.store.find(run.taskId))?.progress).toMatchObject({ completedSteps: 1, totalSteps: 2 })
    const { rows } = await under.pool.query('select round from plans where task_id = $1 order by round', [run.taskId])
    expect(rows).toEqual([{ round: 0 }, { round: 1 }])
  })

  it('does not show a dead run’s steps as current, and names the kept ones when another takes over', async () => {
    const { run, claim } = await claimed(under)
    const writer = ledger.forRun(run)
    for (const stepId of [2, 1]) await writer.finish(stepRecord(stepId))
    await writer.start(step(3))
    await claim()
    expect((await under.store.find(run.taskId))?.progress.current).toEqual([])
    const last = (await under.store.events(run.taskId, 0)).at(-1)
    expect(last).toMatchObject({ type: 'task.recovered', workerId: 'worker', fence: 2, keptSteps: [1, 2] })
  })

  it('refuses the writes of a run whose task was cancelled, waits for a person or has ended', async () => {
    const ends = [
      (taskId: string) => under.store.cancel(taskId, null),
      (taskId: string, fence: number) =>
        under.store.wait(taskId, fence, {
          id: 'i',
          request: { kind: 'plan', taskId, question: '?', reason: '', plan },
        }),
      (taskId: string, fence: number) =>
        under.store.settle(taskId, fence, { status: 'failed', fault: FAULT, result: null }),
    ]
    for (const end of ends) {
      const { run } = await claimed(under)
      await end(run.taskId, run.fence)
      const written = await under.store.events(run.taskId, 0)
      const writer = ledger.forRun(run)
      await expect(writer.finish(stepRecord(1))).rejects.toMatchObject({ code: 'LEASE_LOST' })
      await expect(writer.emit({ type: 'task.phase', phase: 'judging' })).rejects.toMatchObject({ code: 'LEASE_LOST' })
      await expect(writer.reserve({ costUsd: 0, tokens: 0 }, 'code')).rejects.toMatchObject({ code: 'LEASE_LOST' })
      expect(await under.store.events(run.taskId, 0)).toEqual(written)
    }
  })

  it('puts what was spent into the task’s last event', async () => {
    const { run } = await claimed(under)
    await (await ledger.forRun(run).reserve({ costUsd: 0.5, tokens: 50 }, 'code')).settle({ costUsd: 0.1, tokens: 20 })
    await under.store.settle(run.taskId, run.fence, { status: 'failed', fault: FAULT, result: null })
    const last = (await under.store.events(run.taskId, 0)).at(-1)
    expect(last).toMatchObject({ type: 'task.failed', usage: { costUsd: 0.1, tokens: 20, seconds: 0 } })
  })

  it('writes each arm call into the action log: by which worker, which arm did it, how it ended', async () => {
    const { run } = await claimed(under)
    const writer = ledger.forRun(run)
    const provenance = { armId: 'spare', armVersion: '2.0.0', model: 'a-model', attempts: 3 }
    await writer.finish(stepRecord(1, { provenance }))
    await writer.finish(stepRecord(1, { provenance })) // a second outcome is ignored, here too
    await writer.finish(stepRecord(2, { status: 'error', fault: FAULT }))
    await writer.finish(stepRecord(3, { status: 'skipped' }))
    const { rows } = await under.pool.query(
      'select actor, action, data from action_log where task_id = $1 order by id',
      [run.taskId],
    )
    const call = { actor: 'worker', action: 'arm.call' }
    const did = { arm_id: 'spare', arm_version: '2.0.0', model: 'a-model', attempts: 3 }
    expect(rows).toEqual([
      { ...call, data: { round: 0, step_id: 1, status: 'ok', ...did } },
      {
        ...call,
        data: {
          ...{ round: 0, step_id: 2, status: 'error', code: 'ARM_FAILED' },
          ...{ arm_id: 'worker', arm_version: '1.0.0', attempts: 1 },
        },
      },
    ])
  })

  it('charges once though a connection is cut off in the middle', async () => {
    const { run } = await claimed(under)
    const writer = ledger.forRun(run)
    await cutOff(run.taskId, () => writer.charge({ costUsd: 0.25, tokens: 100 }, 'arm worker'))
    expect(await writer.spent()).toMatchObject({ costUsd: 0.25, tokens: 100 })
  })

  it('asks for a fence', () => {
    expect(() => ledger.forRun({ taskId: 'task' })).toThrow(TypeError)
  })
})

const FAULT = { code: 'ARM_FAILED', message: 'The arm gave up.', retryable: false } as const
