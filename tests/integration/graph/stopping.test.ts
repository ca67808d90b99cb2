import { GraphDrained, RunControl } from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import {
  answerTo,
  aThread,
  createDiary,
  givenPlans,
  memoryGraph,
  questionsOf,
  runTask,
  steps,
  untilAborted,
  workArm,
} from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { planStep } from '../../support/plans.ts'

failOnWarnings()

const ONE_AT_A_TIME = { parallelSteps: 1 }

describe('a run that is aborted', () => {
  it.each([
    ['a text', 'a text'],
    [undefined, 'This operation was aborted'],
  ])('rejects although the reason is no error: %s', async (reason, message) => {
    const abort = new AbortController()
    const worker = workArm(createDiary(), ({ signal }) => {
      abort.abort(reason)
      return untilAborted(signal)
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [1])), arms: [worker] })
    const run = runTask(graph, {}, { ...aThread(), signal: abort.signal })
    await expect(run).rejects.toThrow(message)
  })

  it('rejects with the reason; the running arm is told, and nothing starts after it', async () => {
    const diary = createDiary()
    const abort = new AbortController()
    const reason = new Error('no longer wanted')
    const worker = workArm(diary, async ({ stepId, signal }) => {
      return stepId === 2 ? untilAborted(signal).finally(() => diary.note('told')) : {}
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [1], [2], [])), arms: [worker], policies: ONE_AT_A_TIME })
    const run = runTask(graph, {}, { ...aThread(), signal: abort.signal })
    void diary.until('2 started').then(() => abort.abort(reason))
    await expect(run).rejects.toBe(reason)
    await diary.until('told')
    expect(diary.entries.filter((entry) => entry.endsWith('started')).at(-1)).toBe('2 started')
  })

  it('goes on later from where it was, with no finished step run again', async () => {
    const diary = createDiary()
    const abort = new AbortController()
    const worker = workArm(diary, async ({ stepId, signal }) => {
      if (stepId === 2 && !abort.signal.aborted) {
        abort.abort(new Error('stop'))
        await untilAborted(signal)
      }
      return {}
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [1], [2])), arms: [worker] })
    await expect(runTask(graph, {}, { ...aThread(), signal: abort.signal })).rejects.toThrow('stop')
    const { outcome } = await graph.invoke(null, aThread())
    expect(outcome?.status).toBe('completed')
    expect([1, 2, 3].map((stepId) => diary.count(`${stepId} done`))).toEqual([1, 1, 1])
  })
})

describe('a run that is drained', () => {
  it('finishes the running steps, starts none, and goes on later without repeating any', async () => {
    const diary = createDiary()
    const control = new RunControl()
    const worker = workArm(diary, async ({ stepId }) => {
      if (stepId === 1) await diary.until('2 started')
      if (stepId === 2) {
        control.requestDrain('going down')
        await diary.until('1 done')
      }
      return {}
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [], [1], [2, 3])), arms: [worker] })
    await expect(runTask(graph, {}, { ...aThread(), control })).rejects.toBeInstanceOf(GraphDrained)
    expect(diary.entries).toEqual(['1 started', '2 started', '1 done', '2 done'])
    const { outcome } = await graph.invoke(null, aThread())
    expect(outcome?.status).toBe('completed')
    expect(diary.entries.slice(4)).toEqual(['3 started', '3 done', '4 started', '4 done'])
  })

  it('starts no step either that waited for a place', async () => {
    const diary = createDiary()
    const control = new RunControl()
    const worker = workArm(diary, async () => {
      control.requestDrain('going down')
      return {}
    })
    const graph = memoryGraph({
      planner: givenPlans(steps([], [], [])),
      arms: [worker],
      policies: ONE_AT_A_TIME,
    })
    await expect(runTask(graph, {}, { ...aThread(), control })).rejects.toBeInstanceOf(GraphDrained)
    expect(diary.entries).toEqual(['1 started', '1 done'])
    const { outcome } = await graph.invoke(null, aThread())
    expect(outcome?.status).toBe('completed')
    expect([1, 2, 3].map((stepId) => diary.count(`${stepId} done`))).toEqual([1, 1, 1])
  })
})

describe('one RunControl for many runs', () => {
  it('does not keep a resumed run waiting for what an earlier one left', async () => {
    const diary = createDiary()
    const actor = workArm(diary, undefined, { id: 'actor', actsOnWorld: true })
    const plan = [planStep({ stepId: 1, armId: 'actor' }), planStep({ stepId: 2, dependencies: [1] })]
    const graph = memoryGraph({ planner: givenPlans(plan), arms: [workArm(diary), actor] })
    const config = { ...aThread(), control: new RunControl() }
    const [question] = questionsOf(await runTask(graph, { approval: 'risky' }, config))
    const { outcome } = await graph.invoke(answerTo(question?.id ?? '', { decision: 'approve' }), config)
    expect(outcome?.status).toBe('completed')
    expect(diary.entries).toEqual(['1 started', '1 done', '2 started', '2 done'])
  })
})
