import { describe, expect, it } from 'vitest'
import { createDiary, givenPlans, memoryGraph, runTask, steps, workArm } from '../../support/graph.ts'

const outcomeOf = async (output: Record<string, unknown>) => {
  const arms = [workArm(createDiary(), async () => output)]
  return (await runTask(memoryGraph({ planner: givenPlans(steps([], [1])), arms }))).outcome
}

const circular: Record<string, unknown> = {}
circular['itself'] = circular
const refuse = () => {
  throw new Error('I am no JSON.')
}

describe('an arm’s output', () => {
  it.each([
    ['a BigInt', { count: 10n }],
    ['a cycle', circular],
    ['what cannot be turned into JSON', { refuses: { toJSON: refuse } }],
  ])('that holds %s fails the step, not the worker', async (_, output) => {
    expect(await outcomeOf(output)).toMatchObject({ status: 'failed', fault: { code: 'ARM_OUTPUT_INVALID' } })
  })

  it('is to the next arm what it is after a restart: JSON', async () => {
    const seen: unknown[] = []
    const arm = workArm(createDiary(), async ({ dependencies }) => {
      seen.push(...dependencies.map(({ output }) => output))
      return { at: new Date(0), none: undefined, endless: Number.POSITIVE_INFINITY }
    })
    await runTask(memoryGraph({ planner: givenPlans(steps([], [1])), arms: [arm] }))
    expect(seen).toStrictEqual([{ step: 1, at: '1970-01-01T00:00:00.000Z', endless: null }])
  })
})
