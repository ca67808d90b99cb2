import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plan } from '../../../src/contracts/plan.ts'
import { TaskRequest } from '../../../src/contracts/task.ts'
import { fromWire, toSnakeCase, toWire } from '../../../src/contracts/wire.ts'

describe('names on the wire', () => {
  it('renames declared keys at every depth and nothing a user put into free-form records', () => {
    const request = {
      goal: 'count words',
      acceptanceCriteria: ['all counted'],
      budget: { maxCostUsd: 2 },
      context: { someKey: { innerKey: 1 }, other_key: 2 },
      metadata: { myId: 7 },
    }
    const wire = toWire(TaskRequest, request)
    expect(wire).toEqual({
      goal: 'count words',
      acceptance_criteria: ['all counted'],
      budget: { max_cost_usd: 2 },
      context: { someKey: { innerKey: 1 }, other_key: 2 },
      metadata: { myId: 7 },
    })
    expect(fromWire(TaskRequest, wire)).toEqual(request)
  })

  it('keeps constraints given as an object as they are, because their names are the user’s', () => {
    const constraints = { max_time_seconds: 60, maxTime: 1 }
    expect(fromWire(TaskRequest, { goal: 'g', constraints })).toEqual({ goal: 'g', constraints })
  })

  it('uses the wire name a property declares for itself', () => {
    expect(fromWire(Plan, { plan: [{ step_id: 1, arm_id: 'coder' }] })).toEqual({
      steps: [{ stepId: 1, armId: 'coder' }],
    })
  })

  it('leaves unknown keys where they are, for a strict schema to name them', () => {
    expect(fromWire(TaskRequest, { goal: 'g', max_cost: 1 })).toEqual({ goal: 'g', max_cost: 1 })
  })

  it('picks the member of a discriminated union by its tag', () => {
    const Shape = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), firstName: z.string() }),
      z.object({ kind: z.literal('b'), lastName: z.array(z.object({ someId: z.number() })) }),
    ])
    expect(toWire(Shape, { kind: 'b', lastName: [{ someId: 1 }] })).toEqual({ kind: 'b', last_name: [{ some_id: 1 }] })
  })

  it('writes names with digits and runs of capitals letter by letter', () => {
    expect(toSnakeCase('maxCostUsd')).toBe('max_cost_usd')
  })
})
