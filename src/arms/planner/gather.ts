import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import { PlanStep } from '../../contracts/plan.ts'
import type { ArmOutcomeInput, StepRecord } from '../../contracts/step.ts'
import { toWire } from '../../contracts/wire.ts'

/**
 * One outcome of the records of a sub-plan. Confidence is that of the least certain step. Throws `Fault` when a step did not
 * succeed: BUDGET_EXCEEDED and NEEDS_RECONCILIATION as they are, anything else as ARM_FAILED.
 */
export function gather(
  steps: readonly PlanStep[],
  records: readonly StepRecord[],
): Pick<ArmOutcomeInput, 'output' | 'confidence' | 'artifacts' | 'citations'> {
  const failed = records.find(({ status }) => status === 'error') ?? records.find(({ status }) => status !== 'ok')
  if (failed) throw failureOf(failed)
  const last = records.filter(({ stepId }) => !steps.some(({ dependencies }) => dependencies.includes(stepId)))
  const outputs = Object.assign({}, ...last.map(({ output }) => output))
  return {
    output: { ...outputs, plan: toWire(z.array(PlanStep), [...steps]), results: records.map(toResult) },
    confidence: Math.min(...records.map(({ confidence }) => confidence)),
    artifacts: records.flatMap(({ artifacts }) => artifacts),
    // Their numbers are those of one answer: two answers would share them.
    citations: last.findLast(({ citations }) => citations.length > 0)?.citations ?? [],
  }
}

function failureOf({ stepId, armId, fault }: StepRecord): Fault {
  const code = fault?.code === 'BUDGET_EXCEEDED' || fault?.code === 'NEEDS_RECONCILIATION' ? fault.code : 'ARM_FAILED'
  const why = fault?.message ?? 'it was not run'
  return new Fault(code, `Step ${stepId} of the sub-plan (${armId}) did not succeed: ${why}`)
}

const toResult = ({ stepId, armId, action, status, confidence, output }: StepRecord) => ({
  step_id: stepId,
  arm_id: armId,
  action,
  status,
  confidence,
  output,
})
