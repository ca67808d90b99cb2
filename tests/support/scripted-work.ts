import type { ModelServer } from './model-server.ts'
import { asksFor } from './model-server.ts'

/** The goal for which `writeSlowPlan` has a plan. */
export const SLOW_GOAL = 'Compute two sums, the second one slowly, and compare them'

const step = (id: number, arm: string, action: string, more: object) => ({
  step_id: id,
  action,
  arm_id: arm,
  acceptance_criteria: ['It was computed'],
  ...more,
})

const program = (code: string) => ({ inputs: { language: 'javascript', code } })
const busyFor = (ms: number) => `const end = Date.now() + ${ms}; while (Date.now() < end) {}; result = 2`

/** Teaches the model a plan: a quick step 1, a step 2 that takes `slowMs`, and a check. */
export function writeSlowPlan(model: ModelServer, slowMs: number): void {
  const plan = [
    step(1, 'executor', 'Compute the first sum', program('result = 1')),
    step(2, 'executor', 'Compute the second sum', { dependencies: [1], ...program(busyFor(slowMs)) }),
    step(3, 'judge', 'Compare what was computed', { dependencies: [1, 2] }),
  ]
  const answer = { plan, rationale: 'One after the other.', confidence_score: 0.9 }
  const verdict = {
    criteria: [{ criterion: 'It was computed', met: true, why: 'It ran.' }],
    issues: [],
    quality_score: 1,
  }
  model.answer(asksFor('plan'), { content: JSON.stringify(answer) })
  model.answer(asksFor('judge'), { content: JSON.stringify(verdict) })
}
