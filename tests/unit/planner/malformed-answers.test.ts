import { describe, expect, it } from 'vitest'
import { readPlan } from '../../../src/planner/model-planner.ts'
import { planningRequest } from '../../support/planning-request.ts'
import { BROKEN_JSON, type MalformedAnswer, OTHER_SHAPES, UNSOUND_PLANS } from './malformed-answers.ts'

const request = planningRequest()
const range = { minSteps: 3, maxSteps: 7 }

function hold({ answer, expected }: MalformedAnswer): void {
  const { steps, violations } = readPlan(answer, request, range)
  if ('violation' in expected) {
    expect(violations.join(' ')).toMatch(expected.violation)
    return
  }
  expect(violations).toEqual([])
  expect(steps.map(({ stepId }) => stepId)).toEqual(Array.from({ length: expected.steps }, (_, index) => index + 1))
  // Whatever was mended, the plan still says the same.
  const judge = steps.find(({ armId }) => armId === 'judge' || armId === 'guardian')
  expect(judge?.stepId).toBe(3)
}

describe('a sound plan in unsound JSON is read without the model, or said to be unreadable', () => {
  it.each(BROKEN_JSON)('$name', hold)
})

describe('a sound plan in another shape is read without the model', () => {
  it.each(OTHER_SHAPES)('$name', hold)
})

describe('an unsound plan is told what is wrong with it', () => {
  it.each(UNSOUND_PLANS)('$name', hold)
})
