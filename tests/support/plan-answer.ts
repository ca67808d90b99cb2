/** A step as a model writes it. */
export function answerStep(id: number, arm: string, action: string, dependencies: readonly number[] = []) {
  return {
    step_id: id,
    action,
    arm_id: arm,
    required_capabilities: [],
    dependencies,
    inputs: {},
    acceptance_criteria: ['it holds'],
    estimated_duration: 10,
    estimated_cost: 0.01,
    rationale: '',
  }
}

/** A valid plan as a model writes it: code, run, judge. */
export const CODE_PLAN = JSON.stringify({
  plan: [
    answerStep(1, 'coder', 'Write the function and its tests'),
    answerStep(2, 'executor', 'Run the tests of the function', [1]),
    answerStep(3, 'judge', 'Judge the function by the criteria', [1, 2]),
  ],
  rationale: 'Write, run, judge.',
  confidence_score: 0.8,
  alternative_approaches: ['by hand'],
  risks: ['time zones'],
})
