import { describe, expect, it } from 'vitest'
import { createMemoryLedger } from '../../../src/ledger/memory-ledger.ts'
import type { Planner } from '../../../src/planner/planner.ts'
import { answerTo, aThread, createDiary, memoryGraph, questionsOf, runTask, workArm } from '../../support/graph.ts'
import { planOf, planStep } from '../../support/plans.ts'

const divide = (stepId: number, overrides: object = {}) =>
  planStep({ stepId, armId: 'planner', action: 'Divide this work into smaller steps', ...overrides })

/** The task's plans have a step for the planner arm; what is planned for that are its own steps. */
function planners(
  own: ReturnType<typeof planStep>[],
  first = [planStep({ stepId: 1 }), divide(2, { dependencies: [1] })],
) {
  const requests: Parameters<Planner['plan']>[0][] = []
  const planner: Planner = {
    async plan(request) {
      requests.push(request)
      return planOf('planning_depth' in (request.context ?? {}) ? own : first)
    },
  }
  return { planner, requests }
}

describe('a step that the planner arm divides', () => {
  it('has its own steps run, each when its dependencies are done, and gives what the last ones put out', async () => {
    const diary = createDiary()
    const worker = workArm(diary, async ({ stepId, dependencies }) => ({
      saw: dependencies.map((dependency) => dependency.stepId),
      own: stepId,
    }))
    const own = [planStep({ stepId: 1 }), planStep({ stepId: 2 }), planStep({ stepId: 3, dependencies: [1, 2] })]
    const { planner, requests } = planners(own)
    const { outcome } = await runTask(memoryGraph({ planner, arms: [worker] }))
    expect(outcome).toMatchObject({
      status: 'completed',
      result: {
        outputs: {
          2: {
            saw: [1, 201, 202],
            own: 203,
            plan: [{ step_id: 1 }, { step_id: 2 }, { step_id: 3 }],
            results: [
              { step_id: 1, status: 'ok', output: { saw: [1] } },
              { step_id: 2, status: 'ok', output: { saw: [1] } },
              { step_id: 3, status: 'ok', output: { saw: [1, 201, 202] } },
            ],
          },
        },
      },
    })
    expect(requests[1]).toMatchObject({ context: { planning_depth: 1 } })
  })

  it('fails with the fault of its own step, and what depended on that one is left out', async () => {
    const diary = createDiary()
    const worker = workArm(diary, async ({ stepId }) => {
      if (stepId === 201) throw new Error('broken')
      return {}
    })
    const { planner } = planners([planStep({ stepId: 1 }), planStep({ stepId: 2, dependencies: [1] })])
    const ledger = createMemoryLedger()
    const { outcome, taskId = '' } = await runTask(memoryGraph({ planner, arms: [worker], ledger }))
    expect(outcome).toMatchObject({ status: 'failed' })
    const records = await ledger.forRun({ taskId }).finished()
    const statusOf = (id: number) => records.find(({ stepId, round }) => stepId === id && round === 0)?.status
    expect([statusOf(201), statusOf(202), statusOf(2)]).toEqual(['error', 'skipped', 'error'])
    expect(records.find(({ stepId }) => stepId === 2)?.fault?.message).toMatch(/^Step 1 of the sub-plan \(worker\)/)
  })

  it('goes on with the same steps, and repeats none that is finished, when it is tried again', async () => {
    const diary = createDiary()
    const ledger = createMemoryLedger()
    let breaks = true
    const worker = workArm(diary, async ({ stepId, signal }) => {
      if (stepId === 202 && breaks) {
        breaks = false
        stop.abort(new Error('the worker is gone'))
        signal.throwIfAborted()
      }
      return {}
    })
    const stop = new AbortController()
    const own = [planStep({ stepId: 1 }), planStep({ stepId: 2, dependencies: [1] })]
    const { planner, requests } = planners(own)
    const graph = memoryGraph({ planner, arms: [worker], ledger })
    await expect(runTask(graph, {}, { ...aThread(), signal: stop.signal })).rejects.toThrow()
    const { outcome } = await graph.invoke(null, aThread())
    expect(outcome).toMatchObject({ status: 'completed' })
    expect([diary.count('201 done'), diary.count('202 done')]).toEqual([1, 1])
    expect(requests).toHaveLength(2) // one for the task, one for the step
  })

  it('nests no deeper than it may, and has no more steps than it may', async () => {
    const diary = createDiary()
    const nested = [divide(1)]
    const deep = await runTask(memoryGraph({ planner: planners(nested).planner, arms: [workArm(diary)] }))
    expect(JSON.stringify(deep.outcome)).toMatch(/Plans may be nested 2 deep/)
    const wide = Array.from({ length: 8 }, (_, index) => planStep({ stepId: index + 1 }))
    const ended = await runTask(memoryGraph({ planner: planners(wide).planner, arms: [workArm(diary)] }))
    expect(JSON.stringify(ended.outcome)).toMatch(/8 steps, and 7 are allowed/)
  })

  it('runs nothing that a person would have to approve', async () => {
    const diary = createDiary()
    const acting = workArm(diary, undefined, { id: 'actor', actsOnWorld: true })
    const { planner } = planners([planStep({ stepId: 1, armId: 'actor' })])
    const graph = memoryGraph({ planner, arms: [workArm(diary), acting] })
    const { outcome } = await runTask(graph, { approval: 'risky' })
    expect(JSON.stringify(outcome)).toMatch(/acts on the world, and the task asks for approval/)
    expect(diary.entries).not.toContain('201 started')
  })

  it('has no arm that acts on the world stand in where a person approved the plan', async () => {
    const diary = createDiary()
    const broken = workArm(diary, async () => {
      throw new Error('broken')
    })
    const acting = workArm(diary, async () => ({ acted: diary.note('acted') }), { id: 'actor', actsOnWorld: true })
    const { planner } = planners([planStep({ stepId: 1 })], [divide(1)])
    const graph = memoryGraph({ planner, arms: [broken, acting] })
    const [question] = questionsOf(await runTask(graph, { approval: 'always' }))
    await graph.invoke(answerTo(question?.id ?? '', { decision: 'approve' }), aThread())
    expect(diary.entries).toContain('101 started')
    expect(diary.entries).not.toContain('acted')
  })

  it('lets a step name another of the sub-plan in its inputs', async () => {
    const seen: unknown[] = []
    const worker = workArm(createDiary(), async ({ dependencies }, { from_step: named }) => {
      if (named !== undefined) seen.push(dependencies.find(({ stepId }) => stepId === named)?.output)
      return {}
    })
    const own = [planStep({ stepId: 1 }), planStep({ stepId: 2, dependencies: [1], inputs: { from_step: 1 } })]
    await runTask(memoryGraph({ planner: planners(own).planner, arms: [worker] }))
    expect(seen).toEqual([{ step: 201 }])
  })

  it('runs nothing on what a judge among its steps did not accept', async () => {
    const diary = createDiary()
    const verdict = {
      valid: false,
      confidence: 1,
      passed_criteria: [],
      failed_criteria: ['It is right'],
      quality_score: 0,
    }
    const issues = [{ severity: 'error', type: 'criteria', message: 'It is wrong.', suggestion: '' }]
    const worker = workArm(diary, async ({ stepId }) => (stepId === 202 ? { ...verdict, issues } : {}))
    const own = [
      planStep({ stepId: 1 }),
      planStep({ stepId: 2, dependencies: [1] }),
      planStep({ stepId: 3, dependencies: [1, 2] }),
    ]
    await runTask(memoryGraph({ planner: planners(own).planner, arms: [worker] }))
    expect(diary.entries).toContain('202 done')
    expect(diary.entries).not.toContain('203 started')
  })

  it('does not stand in its own way where one step runs at a time', async () => {
    const diary = createDiary()
    const worker = workArm(diary, undefined, { maxConcurrent: 1 })
    const { planner } = planners([planStep({ stepId: 1 }), planStep({ stepId: 2 })], [divide(1), divide(2)])
    const { outcome } = await runTask(memoryGraph({ planner, arms: [worker], policies: { parallelSteps: 1 } }))
    expect(outcome).toMatchObject({ status: 'completed' })
  })
})
