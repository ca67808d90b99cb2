import type { ArmRegistry } from '../arms/arm-registry.ts'
import type { StepRecord } from '../contracts/step.ts'
import { parentStepId } from '../contracts/step-id.ts'

/** A step that has had an effect outside which cannot be taken back. */
interface ActedStep {
  readonly round: number
  /** Its step in the plan: one that was divided acts when one of its own steps does. */
  readonly stepId: number
  readonly armId: string
}

/** The steps that succeeded on an arm with side effects. An arm that has left since may have been one. */
export function actedSteps(records: readonly StepRecord[], arms: ArmRegistry): ActedStep[] {
  const acts = (armId: string) => arms.all.find(({ id }) => id === armId)?.sideEffects ?? true
  return records
    .filter(({ status, provenance }) => status === 'ok' && acts(provenance.armId))
    .map(({ round, stepId, provenance }) => ({ round, stepId: rootOf(stepId), armId: provenance.armId }))
}

function rootOf(stepId: number): number {
  const parent = parentStepId(stepId)
  return parent === null ? stepId : rootOf(parent)
}
