import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Arm } from '../../../src/arms/arm.ts'
import { Fault } from '../../../src/contracts/fault.ts'
import { TaskTrace } from '../../../src/contracts/trace.ts'
import { createDiary, givenPlans, steps, untilAborted, workArm } from '../../support/graph.ts'
import { openWorkedTasks } from '../../support/worked-tasks.ts'

let tasks: Awaited<ReturnType<typeof openWorkedTasks>>
beforeAll(async () => {
  tasks = await openWorkedTasks()
})
afterAll(() => tasks.close())

const traceOf = async (taskId: string) => TaskTrace.parse(await tasks.store.trace(taskId))
const failing = async () => {
  throw new Fault('ARM_FAILED', 'It cannot be done.')
}

describe('the trace of a task', () => {
  it('tells of every step who did it, why they, with what, how long, at what cost, and under which key', async () => {
    const keys: string[] = []
    const worker = workArm(createDiary(), async ({ idempotencyKey }) => {
      keys.push(idempotencyKey)
      return {}
    })
    const costs = { costUsd: 0.01, tokens: 5 }
    const paid: Arm = {
      ...worker,
      execute: async (...given) => ({ ...(await worker.execute(...given)), usage: costs, model: 'a-model' }),
    }
    const taskId = await tasks.submit()
    await tasks.work(taskId, { planner: givenPlans(steps([], [1])), arms: [paid] })
    const { steps: traced } = await traceOf(taskId)
    expect(traced.map(({ stepId }) => stepId)).toEqual([1, 2])
    expect(traced[0]).toMatchObject({
      ...{ round: 0, action: 'do the work of step 1', namedArmId: 'worker', armId: 'worker', armVersion: '1.0.0' },
      ...{ model: 'a-model', status: 'ok', confidence: 0.9, usage: costs, fault: null },
      idempotencyKeyDigest: createHash('sha256')
        .update(keys[0] ?? '')
        .digest('hex'),
      attempts: [
        {
          ...{ attempt: 1, armId: 'worker', armVersion: '1.0.0', status: 'ok', faultCode: null },
          routing: { armId: 'worker', reason: 'named', candidates: [{ armId: 'worker', score: 0.83 }] },
        },
      ],
    })
    const { startedAt = '', finishedAt = '' } = traced[0] ?? {}
    expect(Date.parse(finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt ?? ''))
    expect(traced[0]?.attempts[0]?.finishedAt).toMatch(/^\d{4}-.*Z$/)
  })

  it('tells of every attempt, how it ended, and why the step went on to another arm', async () => {
    let calls = 0
    const busyOnce = workArm(createDiary(), async () => {
      calls += 1
      throw new Fault(calls === 1 ? 'ARM_UNAVAILABLE' : 'ARM_FAILED', 'Not now.')
    })
    const arms = [busyOnce, workArm(createDiary(), undefined, { id: 'spare', version: '2.1.0' })]
    const taskId = await tasks.submit()
    await tasks.work(taskId, { planner: givenPlans(steps([])), arms })
    const [step] = (await traceOf(taskId)).steps
    expect(step).toMatchObject({ namedArmId: 'worker', armId: 'spare', armVersion: '2.1.0', status: 'ok' })
    expect(step?.attempts).toMatchObject([
      { attempt: 1, armId: 'worker', status: 'error', faultCode: 'ARM_UNAVAILABLE', routing: { reason: 'named' } },
      { attempt: 2, armId: 'worker', status: 'error', faultCode: 'ARM_FAILED', routing: null },
      { attempt: 3, armId: 'spare', armVersion: '2.1.0', status: 'ok', routing: { reason: 'fallback' } },
    ])
  })

  it('tells of a step that failed its fault, and of one that was skipped that nobody did it', async () => {
    const worker = workArm(createDiary(), failing)
    const taskId = await tasks.submit({ budget: { maxCostUsd: 1 } })
    await tasks.work(taskId, { planner: givenPlans(steps([], [1])), arms: [worker] })
    const [failed, skipped] = (await traceOf(taskId)).steps.slice(-2)
    expect(failed).toMatchObject({ status: 'error', confidence: null, fault: { code: 'ARM_FAILED' } })
    expect(failed?.attempts).toMatchObject([{ status: 'error', faultCode: 'ARM_FAILED' }])
    expect(skipped).toMatchObject({ status: 'skipped', armId: null, startedAt: null, attempts: [] })
  })

  it('shows a step that runs as running, and as interrupted when its worker is gone and until another has it', async () => {
    const diary = createDiary()
    const dies = new AbortController()
    const taskId = await tasks.submit()
    const seen: string[] = []
    const hangs = workArm(diary, async ({ signal }) => untilAborted(signal))
    const run = tasks.work(taskId, { planner: givenPlans(steps([])), arms: [hangs] }, { signal: dies.signal })
    await diary.until('1 started')
    const statusNow = async () => (await traceOf(taskId)).steps[0]?.status ?? ''
    seen.push(await statusNow())
    dies.abort(new Error('killed'))
    await expect(run).rejects.toThrow('killed')
    await tasks.store.claim(taskId, 'another')
    seen.push(await statusNow())
    await tasks.work(taskId, { planner: givenPlans(steps([])), arms: [workArm(createDiary())] })
    const [step] = (await traceOf(taskId)).steps
    expect([...seen, step?.status]).toEqual(['running', 'interrupted', 'ok'])
    expect(step?.attempts.map(({ status }) => status)).toEqual(['interrupted', 'ok'])
  })

  it('has each round of a step that was done again', async () => {
    let runs = 0
    const worker = workArm(createDiary(), async () => ({ score: ++runs === 1 ? 3 : 7 }))
    const taskId = await tasks.submit({ acceptanceCriteria: ['The score is at least 5'] })
    await tasks.work(taskId, { planner: givenPlans(steps([])), arms: [worker] })
    expect((await traceOf(taskId)).steps.map(({ round, stepId }) => [round, stepId])).toEqual([
      [0, 1],
      [1, 1],
    ])
  })

  it('is empty before anything ran, and null for a task that does not exist', async () => {
    const taskId = await tasks.submit()
    expect(await tasks.store.trace(taskId)).toEqual({ taskId, status: 'pending', steps: [] })
    expect(await tasks.store.trace('00000000-0000-4000-8000-000000000000')).toBeNull()
    expect(await tasks.store.trace('nonsense')).toBeNull()
  })
})
