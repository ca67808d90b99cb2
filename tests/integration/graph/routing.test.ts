import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Arm } from '../../../src/arms/arm.ts'
import { createArmStats } from '../../../src/arms/arm-stats.ts'
import { TaskEventBody } from '../../../src/contracts/event.ts'
import { Fault } from '../../../src/contracts/fault.ts'
import type { OctoGraphOptions } from '../../../src/graph/create-octo-graph.ts'
import {
  createDiary,
  GOAL,
  givenPlans,
  memoryGraph,
  runTask,
  steps,
  untilAborted,
  workArm,
} from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { openWorkedTasks } from '../../support/worked-tasks.ts'

failOnWarnings()

const planner = () => givenPlans(steps([]))
const fails = (code: 'ARM_FAILED' | 'ARM_INPUT_INVALID' | 'MODEL_UNAVAILABLE') => async () => {
  throw new Fault(code, 'Not by this arm.')
}
const bookOf = (records: Record<string, string>) => {
  const stats = createArmStats({ now: () => 0 })
  for (const [armId, outcomes] of Object.entries(records)) {
    for (const outcome of outcomes) stats.record(armId, { ok: outcome === '1', latencyMs: 10 })
  }
  return stats
}

async function eventsOf(options: OctoGraphOptions): Promise<TaskEventBody[]> {
  const config = { configurable: { thread_id: 'thread' }, streamMode: 'custom' as const }
  const events: TaskEventBody[] = []
  for await (const event of await memoryGraph(options).stream({ goal: GOAL }, config)) {
    events.push(TaskEventBody.parse(event))
  }
  return events
}

describe('where a step goes', () => {
  it('is told with the arms there were, their scores and what the scores are made of', async () => {
    const arms = [workArm(createDiary()), workArm(createDiary(), undefined, { id: 'spare', costTier: 3 })]
    const events = await eventsOf({ planner: planner(), arms, armStats: bookOf({ worker: '1101' }) })
    expect(events.find(({ type }) => type === 'step.routed')).toMatchObject({
      ...{ round: 0, stepId: 1, armId: 'worker', armVersion: '1.0.0', namedArmId: 'worker', reason: 'named' },
      candidates: [
        { armId: 'worker', score: 0.88, match: 1, availability: 1, success: 0.667, cost: 0.8, latencyMs: 10 },
        { armId: 'spare', score: 0.79, match: 1, availability: 1, success: 0.5, cost: 0.4, latencyMs: null },
      ],
    })
  })

  it('is another arm than the plan names when that one’s record has fallen', async () => {
    const diary = createDiary()
    const arms = [workArm(diary, fails('ARM_FAILED')), workArm(createDiary(), undefined, { id: 'spare' })]
    const armStats = bookOf({ worker: '00000', spare: '11111' })
    const graph = memoryGraph({ planner: planner(), arms, armStats })
    expect((await runTask(graph)).outcome?.status).toBe('completed')
    expect(diary.entries).toEqual([])
  })

  it('is told anew for each arm that it is handed on to, with how the one before ended', async () => {
    const arms = [workArm(createDiary(), fails('ARM_FAILED')), workArm(createDiary(), undefined, { id: 'spare' })]
    const told = (await eventsOf({ planner: planner(), arms })).filter(({ type }) => /step.(routed|started)/.test(type))
    expect(told).toMatchObject([
      { type: 'step.routed', armId: 'worker', reason: 'named' },
      { type: 'step.started', armId: 'worker', attempt: 1 },
      { type: 'step.routed', armId: 'spare', reason: 'fallback', namedArmId: 'worker' },
      { type: 'step.started', armId: 'spare', attempt: 2, after: 'ARM_FAILED' },
    ])
    expect(told[1]).not.toHaveProperty('after')
  })
})

describe('the record of an arm', () => {
  const recordOf = async (...outcomes: Parameters<typeof workArm>[1][]) => {
    const armStats = createArmStats()
    for (const act of outcomes) {
      await runTask(memoryGraph({ planner: planner(), arms: [workArm(createDiary(), act)], armStats }))
    }
    return armStats.of('worker')
  }

  it('counts what it did and where it broke down', async () => {
    expect((await recordOf(undefined)).successRate).toBeCloseTo(2 / 3, 2)
    expect((await recordOf(fails('ARM_FAILED'))).successRate).toBeLessThan(0.4)
  })

  it.each(['ARM_INPUT_INVALID', 'MODEL_UNAVAILABLE'] as const)('does not hold %s against it', async (code) => {
    expect((await recordOf(fails(code))).successRate).toBeNull()
  })

  it('shows nothing in hand when its steps are done, however they ended', async () => {
    expect((await recordOf(undefined, fails('ARM_FAILED'))).inFlight).toBe(0)
  })
})

describe('a step whose worker died in it', () => {
  let tasks: Awaited<ReturnType<typeof openWorkedTasks>>
  beforeAll(async () => {
    tasks = await openWorkedTasks()
  })
  afterAll(() => tasks.close())

  async function interruptedIn(armId: string, armsLater: (diary: ReturnType<typeof createDiary>) => readonly Arm[]) {
    const taskId = await tasks.submit()
    const diary = createDiary()
    const dies = new AbortController()
    const hangs = workArm(diary, ({ signal }) => untilAborted(signal), { id: armId, sideEffects: true })
    const armStats = createArmStats()
    armStats.setHealth('worker', 'unavailable')
    const arms = [workArm(diary), hangs]
    const run = tasks.work(taskId, { planner: planner(), arms, armStats }, { signal: dies.signal })
    void diary.until('1 started').then(() => dies.abort(new Error('killed')))
    await expect(run).rejects.toThrow('killed')
    const later = createDiary()
    const end = await tasks.work(taskId, { planner: planner(), arms: armsLater(later) })
    return { end, later, events: await tasks.store.events(taskId, 0) }
  }

  it('goes back to the arm that had begun it, which is asked, though the plan names another', async () => {
    const asked: string[] = []
    const { end, later, events } = await interruptedIn('actor', (diary) => [
      workArm(diary),
      workArm(diary, undefined, {
        id: 'actor',
        sideEffects: true,
        status: async (key) => {
          asked.push(key)
          return 'not_done'
        },
      }),
    ])
    expect(end).toMatchObject({ kind: 'ended', outcome: { status: 'completed' } })
    expect(asked).toHaveLength(1)
    expect(later.entries).toEqual(['1 started', '1 done'])
    const routed = events.filter(({ type }) => type === 'step.routed').map((event) => 'armId' in event && event.armId)
    expect(routed).toEqual(['actor', 'actor'])
  })

  it('is not done again by another when that arm is gone: somebody has to look', async () => {
    const actsToo = { id: 'other', sideEffects: true }
    const { end, later } = await interruptedIn('actor', (diary) => [workArm(diary), workArm(diary, undefined, actsToo)])
    expect(end).toMatchObject({ outcome: { status: 'failed', fault: { code: 'NEEDS_RECONCILIATION' } } })
    expect(later.entries).toEqual([])
  })
})
