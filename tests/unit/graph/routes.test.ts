import { describe, expect, it } from 'vitest'
import { toContract } from '../../../src/contracts/to-contract.ts'
import {
  afterApproval,
  afterJudge,
  afterPlanner,
  afterReflex,
  armNodeName,
  type StepTask,
  sendSteps,
} from '../../../src/graph/routes.ts'
import { latestRecords, type OctoState } from '../../../src/graph/state.ts'
import { planOf, planStep, stepRecord } from '../../support/plans.ts'

const plan = planOf([
  planStep({ stepId: 1 }),
  planStep({ stepId: 2, armId: 'coder' }),
  planStep({ stepId: 3, dependencies: [1, 2] }),
])

const state = (given: Partial<OctoState> = {}): OctoState =>
  ({
    goal: 'g',
    taskId: 't',
    contract: toContract({ goal: 'g' }),
    plan,
    todo: [1, 2, 3],
    records: [],
    ...given,
  }) as OctoState

const fault = { code: 'PLAN_REJECTED', message: 'no', retryable: false } as const

describe('conditional edges', () => {
  it('lead to the result from wherever a fault was found', () => {
    const failed = state({ fault })
    expect([afterReflex(failed), afterPlanner(failed), afterApproval(failed, armNodeName)]).toEqual([
      'result',
      'result',
      'result',
    ])
  })

  it('lead on from node to node otherwise', () => {
    expect([afterReflex(state()), afterPlanner(state())]).toEqual(['planner', 'approve'])
  })

  it.each([
    ['integrate', 'integrate'],
    ['replan', 'planner'],
    ['give_up', 'result'],
  ] as const)('lead from the judge by its decision: %s → %s', (next, node) => {
    expect(afterJudge(state({ next }), armNodeName)).toBe(node)
  })

  it('send each step to the node of its arm', () => {
    const sends = afterApproval(state(), armNodeName)
    expect(Array.isArray(sends) && sends.map(({ node }) => node)).toEqual(['arm_worker', 'arm_coder', 'arm_worker'])
  })
})

describe('the steps of a round', () => {
  it('are only those to do, with the kept results of the dependencies that are not done again', () => {
    const feedback = [{ severity: 'error', type: 'execution', message: 'wrong', suggestion: '', stepId: 3 } as const]
    const records = [stepRecord(1), stepRecord(2), stepRecord(3)]
    const sends = sendSteps(state({ todo: [3], round: 1, records, feedback }), armNodeName)
    const [task] = sends.map(({ args }) => args as StepTask)
    expect(sends).toHaveLength(1)
    expect(task?.kept.map(({ stepId }) => stepId)).toEqual([1, 2])
    expect(task?.feedback).toEqual(feedback)
  })

  it('carry what they gave before when they are done again, and nothing on the first round of a plan', () => {
    const records = [stepRecord(1, { output: { of: 'an earlier plan' } }), stepRecord(2, { round: 1 })]
    const sends = sendSteps(state({ todo: [1, 2], round: 2, planRound: 1, records }), armNodeName)
    expect(sends.map(({ args }) => (args as StepTask).previous)).toEqual([null, { step: 2 }])
  })

  it('of a new plan are given what earlier plans finished', () => {
    const records = [stepRecord(1, { round: 0 }), stepRecord(2, { round: 0, status: 'error' })]
    const [first] = sendSteps(state({ round: 1, planRound: 1, records }), armNodeName).map(
      ({ args }) => args as StepTask,
    )
    expect(first?.kept.map(({ stepId, round }) => [stepId, round])).toEqual([[1, 0]])
  })

  it('know the latest record of each step of the present plan', () => {
    const records = [stepRecord(1), stepRecord(2), stepRecord(2, { round: 1, confidence: 0.4 })]
    expect(latestRecords({ records, planRound: 0 }).map(({ stepId, round }) => [stepId, round])).toEqual([
      [1, 0],
      [2, 1],
    ])
    expect(latestRecords({ records, planRound: 1 }).map(({ stepId }) => stepId)).toEqual([2])
  })
})
