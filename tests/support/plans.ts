import { type Plan, PlanStep } from '../../src/contracts/plan.ts'
import { StepRecord } from '../../src/contracts/step.ts'
import { NO_USAGE } from '../../src/contracts/usage.ts'

/** A plan step with what a test does not care about filled in. */
export function planStep(step: Partial<PlanStep> & Pick<PlanStep, 'stepId'>): PlanStep {
  return PlanStep.parse({
    action: `do the work of step ${step.stepId}`,
    armId: 'worker',
    acceptanceCriteria: ['it is done'],
    ...step,
  })
}

export function planOf(steps: readonly PlanStep[], plan: Partial<Plan> = {}): Plan {
  return {
    planId: 'plan-1',
    steps: [...steps],
    rationale: '',
    confidenceScore: 0.8,
    complexityScore: 0.3,
    totalEstimatedDuration: 10,
    criticalPathDuration: 10,
    totalEstimatedCost: 0,
    alternativeApproaches: [],
    risks: [],
    source: 'llm',
    model: 'test-model',
    usage: NO_USAGE,
    requestId: null,
    ...plan,
  }
}

/** A step that succeeded, unless the test says otherwise. */
export function stepRecord(stepId: number, record: Partial<StepRecord> = {}): StepRecord {
  const at = '2026-01-01T00:00:00.000Z'
  return StepRecord.parse({
    round: 0,
    stepId,
    armId: 'worker',
    action: `do the work of step ${stepId}`,
    status: 'ok',
    output: { step: stepId },
    confidence: 0.9,
    provenance: { armId: 'worker', armVersion: '1.0.0' },
    startedAt: at,
    finishedAt: at,
    ...record,
  })
}
