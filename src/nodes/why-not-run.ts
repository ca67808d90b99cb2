import { refusalIn } from '../arms/judge/earlier-verdicts.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { StepTask } from '../graph/routes.ts'

/** Why a step is left out, by what came of the steps it depends on; null when it may run. */
export function whyNotRun({ step }: StepTask, dependencies: readonly StepRecord[]): string | null {
  if (dependencies.some(({ status }) => status !== 'ok')) return 'A step it depends on did not succeed.'
  // Who asks a judge before a step does not want it done on work that was refused. The judge of the round has it mended.
  const isRefused = step.dependencies.length > 0 && dependencies.some((record) => refusalIn(record) !== null)
  return isRefused ? 'The judge did not accept what it builds on.' : null
}
