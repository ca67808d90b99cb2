import { describe, expect, it } from 'vitest'
import { describeArm } from '../../../../src/arms/arm.ts'
import { createPlannerArm, type SubPlanner } from '../../../../src/arms/planner/planner-arm.ts'
import { toContract } from '../../../../src/contracts/to-contract.ts'
import { CANARY, describeArmContract } from '../../../contracts/arm.ts'
import { createArmContext } from '../../../support/arm-context.ts'
import { planOf, planStep } from '../../../support/plans.ts'
import { createTestArm } from '../../../support/test-arm.ts'

type Request = Parameters<SubPlanner['plan']>[0]

function setUp({ maxDepth }: { maxDepth?: number } = {}) {
  const requests: Request[] = []
  const planner: SubPlanner = {
    async plan(request) {
      requests.push(request)
      return planOf([planStep({ stepId: 1 })], { usage: { costUsd: 0.01, tokens: 50, seconds: 1 } })
    },
  }
  const arms = ['worker', 'planner'].map((id) => describeArm(createTestArm({ id })))
  const arm = createPlannerArm({ planner, arms: () => arms, ...(maxDepth === undefined ? {} : { maxDepth }) })
  const at = (depth: number) =>
    createArmContext({
      contract: toContract({ goal: 'Reach the goal', context: { topic: 'x', planning_depth: depth } }),
    })
  return { requests, arm, at }
}

describeArmContract('createPlannerArm', {
  createArm: () => setUp().arm,
  input: { goal: `Plan the party for ${CANARY}` },
  badInput: { value: { goal: { text: CANARY } }, path: 'goal' },
})

describe('createPlannerArm', () => {
  it('gives the wire form of a checked plan, with what it cost', async () => {
    const { arm } = setUp()
    const outcome = await arm.execute({ goal: 'Break this down' }, createArmContext())
    expect(outcome).toMatchObject({
      output: { plan_id: 'plan-1', plan: [{ step_id: 1, arm_id: 'worker', acceptance_criteria: ['it is done'] }] },
      confidence: 0.8,
      usage: { costUsd: 0.01, tokens: 50 },
    })
  })

  it('plans the goal it is given, else the action, within what is left of the budget and under the task’s constraints', async () => {
    const { arm, requests } = setUp()
    const budget = { maxCostUsd: 0.2, maxTimeSeconds: 30, maxTokens: 900 }
    const contract = toContract({ goal: 'Reach the goal', constraints: ['Stay polite'] })
    await arm.execute({}, createArmContext({ action: 'Plan the party', budget, contract }))
    await arm.execute({ goal: 'Plan the wedding' }, createArmContext())
    expect(requests.map(({ goal }) => goal)).toEqual(['Plan the party', 'Plan the wedding'])
    expect(requests[0]).toMatchObject({
      budget,
      constraints: ['Stay polite'],
      acceptanceCriteria: ['The result is right'],
    })
  })

  it('offers no planner to a plan at the last depth, and refuses one below it', async () => {
    const { arm, requests, at } = setUp({ maxDepth: 2 })
    const offered = () => requests.at(-1)?.arms.map(({ armId }) => armId)
    await arm.execute({}, at(0))
    expect(offered()).toEqual(['worker', 'planner'])
    await arm.execute({}, at(1))
    expect(offered()).toEqual(['worker'])
    expect(requests.at(-1)?.context).toEqual({ topic: 'x', planning_depth: 2 })
    await expect(arm.execute({}, at(2))).rejects.toMatchObject({ code: 'ARM_FAILED', retryable: false })
  })
})
