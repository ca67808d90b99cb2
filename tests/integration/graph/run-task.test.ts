import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { toContract } from '../../../src/contracts/to-contract.ts'
import type { ClaimedTask } from '../../../src/store/task-store.ts'
import { createRunTask } from '../../../src/worker/run-task.ts'
import { createDiary, givenPlans, memoryGraph, steps, workArm } from '../../support/graph.ts'

function claimedTask(overrides: Partial<ClaimedTask> = {}): ClaimedTask {
  return {
    taskId: randomUUID(),
    contract: toContract({ goal: 'Do the work of the plan' }),
    fence: 1,
    recovered: false,
    resume: null,
    expiresAt: Date.now() + 60_000,
    submittedAt: Date.now(),
    ...overrides,
  }
}

const signals = () => ({ signal: new AbortController().signal, drain: new AbortController().signal })

describe('a claimed task', () => {
  it('is not run again when its worker died between the end of the graph and the settling', async () => {
    const diary = createDiary()
    const planner = givenPlans(steps([], [1]))
    const run = createRunTask(memoryGraph({ arms: [workArm(diary)], planner }))
    const task = claimedTask()
    const first = await run(task, signals())
    const second = await run({ ...task, fence: 2, recovered: true }, signals())
    expect(first.kind).toBe('ended')
    expect(second).toEqual(first)
    expect([planner.requests.length, diary.count('1 started'), diary.count('2 started')]).toEqual([1, 1, 1])
  })

  it('waits with the question of the first interrupt, and goes on with the answer a person gave', async () => {
    const diary = createDiary()
    const run = createRunTask(memoryGraph({ arms: [workArm(diary)], planner: givenPlans(steps([])) }))
    const contract = toContract({ goal: 'Do the work of the plan', approval: 'always' })
    const task = claimedTask({ contract })
    const waiting = await run(task, signals())
    expect(waiting).toMatchObject({ kind: 'waiting', interrupt: { request: { kind: 'plan', taskId: task.taskId } } })
    expect(diary.entries).toEqual([])

    const interruptId = waiting.kind === 'waiting' ? waiting.interrupt.id : ''
    const resume = { interruptId, answer: { decision: 'approve' } } as const
    const ended = await run({ ...task, fence: 2, resume }, signals())
    expect(ended).toMatchObject({ kind: 'ended', outcome: { status: 'completed' } })
    expect(diary.count('1 started')).toBe(1)
  })

  it('is handed back when the worker drains before a step starts', async () => {
    const diary = createDiary()
    const run = createRunTask(memoryGraph({ arms: [workArm(diary)], planner: givenPlans(steps([], [1])) }))
    const drain = AbortSignal.abort()
    const { signal } = signals()
    const task = claimedTask()
    expect(await run(task, { signal, drain })).toEqual({ kind: 'drained' })
    expect(await run({ ...task, fence: 2 }, signals())).toMatchObject({ kind: 'ended' })
    expect(diary.count('2 done')).toBe(1)
  })
})
