// A plan has at most 15 steps, and so has the plan of a step.
const PER_STEP = 100

/** The number of a step's own step: those of step 2 are 201, 202 …; 200 stands for how step 2 was divided. */
export const ownStepId = (parent: number, number: number): number => parent * PER_STEP + number

/** The step whose own step this is; null for a step of the plan. */
export const parentStepId = (stepId: number): number | null =>
  stepId < PER_STEP ? null : Math.floor(stepId / PER_STEP)

/** As people read it: 201 is "2.1", 20103 is "2.1.3". */
export function showStepId(stepId: number): string {
  const parent = parentStepId(stepId)
  return parent === null ? String(stepId) : `${showStepId(parent)}.${stepId % PER_STEP}`
}
