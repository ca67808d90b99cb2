import { describe, expect, it } from 'vitest'
import type { PlanStep } from '../../../src/contracts/plan.ts'
import {
  answersTo,
  answerTo,
  aThread,
  createDiary,
  givenPlans,
  memoryGraph,
  questionsOf,
  runTask,
  steps,
  workArm,
} from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { planStep } from '../../support/plans.ts'

failOnWarnings()

const risky = { approval: 'risky' } as const
const acting = (stepId: number, step: Partial<PlanStep> = {}) => planStep({ stepId, armId: 'actor', ...step })

// 1 and 2 act on the world; 3 → 4 do not; 5 builds on 1 and 4.
const plan = [
  acting(1),
  acting(2),
  planStep({ stepId: 3 }),
  planStep({ stepId: 4, dependencies: [3] }),
  planStep({ stepId: 5, dependencies: [1, 4] }),
]

function actingGraph(planned: readonly PlanStep[] = plan) {
  const diary = createDiary()
  const inputs: unknown[] = []
  const actor = workArm(
    diary,
    async ({ action, contract }, input) => {
      inputs.push({ action, input, constraints: contract.constraints })
      return {}
    },
    { id: 'actor', actsOnWorld: true, sideEffects: true },
  )
  const graph = memoryGraph({ planner: givenPlans(planned), arms: [workArm(diary), actor] })
  return { diary, graph, inputs }
}

describe('a step of an arm that acts on the world', () => {
  it('waits for a person while other chains finish, and nothing of it has happened', async () => {
    const { diary, graph } = actingGraph()
    const asked = questionsOf(await runTask(graph, risky))
    expect(asked.map(({ request }) => [request.kind, request.step?.stepId])).toEqual([
      ['step', 1],
      ['step', 2],
    ])
    expect(diary.entries).toEqual(['3 started', '3 done', '4 started', '4 done'])
  })

  it('runs unasked when the task does not ask for approval', async () => {
    const { diary, graph } = actingGraph([acting(1)])
    const { outcome } = await runTask(graph, { approval: 'never' })
    expect(outcome?.status).toBe('completed')
    expect(diary.entries).toEqual(['1 started', '1 done'])
  })

  it('is answered by the id of its own question, one step at a time, and nothing runs twice', async () => {
    const { diary, graph } = actingGraph()
    const [first, second] = questionsOf(await runTask(graph, risky))
    const left = questionsOf(await graph.invoke(answerTo(second?.id ?? '', { decision: 'approve' }), aThread()))
    expect(left.map(({ id }) => id)).toEqual([first?.id])
    expect(diary.entries.slice(4)).toEqual(['2 started', '2 done'])
    const { outcome } = await graph.invoke(answerTo(first?.id ?? '', { decision: 'approve' }), aThread())
    expect(outcome?.status).toBe('completed')
    expect(diary.entries.slice(6)).toEqual(['1 started', '1 done', '5 started', '5 done'])
  })

  it('is not run when it is rejected, nor what builds on it, and the task fails with the rest of the work', async () => {
    const { diary, graph } = actingGraph()
    const [first, second] = questionsOf(await runTask(graph, risky))
    const answers = answersTo({
      [first?.id ?? '']: { decision: 'reject' },
      [second?.id ?? '']: { decision: 'approve' },
    })
    const { outcome } = await graph.invoke(answers, aThread())
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'STEP_REJECTED' } })
    expect(Object.keys(outcome?.result?.outputs ?? {})).toEqual(['2', '3', '4'])
    expect(diary.entries).not.toContain('1 started')
    expect(diary.entries).not.toContain('5 started')
  })

  it('runs as the person edited it, with the instruction that was given and personal data redacted', async () => {
    const { graph, inputs } = actingGraph([acting(1)])
    const [question] = questionsOf(await runTask(graph, risky))
    const edited = acting(1, { action: 'act in another way', inputs: { to: 'jane.roe@example.org' } })
    const answer = answerTo(question?.id ?? '', { decision: 'edit', plan: [edited], answer: 'Be brief' })
    const { outcome } = await graph.invoke(answer, aThread())
    expect(outcome?.status).toBe('completed')
    expect(inputs).toEqual([{ action: 'act in another way', input: { to: '[EMAIL_1]' }, constraints: ['Be brief'] }])
  })

  it('never stands in unasked for one that a person was not asked about', async () => {
    const diary = createDiary()
    const broken = workArm(diary, async () => Promise.reject(new Error('no')))
    const actor = workArm(diary, async () => ({ acted: true }), { id: 'actor', actsOnWorld: true })
    const graph = memoryGraph({ planner: givenPlans(steps([])), arms: [broken, actor] })
    const { outcome } = await runTask(graph, risky)
    expect(outcome).toMatchObject({ status: 'failed', fault: { code: 'ARM_FAILED' } })
    expect(diary.entries).not.toContain('1 done')
  })
})
