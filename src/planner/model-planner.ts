import { Fault } from '../contracts/fault.ts'
import type { Plan, PlanStep } from '../contracts/plan.ts'
import { objectTo } from '../model/ask-for.ts'
import type { Message, Model } from '../model/model.ts'
import { addModelUsage, NO_MODEL_USAGE } from '../model/prices.ts'
import { assemblePlan, checkSteps, type PlanRules } from './check-plan.ts'
import { finishSteps } from './finish-steps.ts'
import { orderSteps } from './order-steps.ts'
import { parsePlan } from './parse-plan.ts'
import { type Draft, PlanDraft } from './plan-draft.ts'
import { type StepRange, writePlanPrompt } from './plan-prompt.ts'
import type { PlanningContext, PlanningRequest } from './planner.ts'

export interface ModelPlanOptions extends StepRange {
  /** Default 3. */
  readonly minSteps: number
  /** Default 7, at most 15. */
  readonly maxSteps: number
  /** How often an invalid plan goes back to the model. Default 2. */
  readonly repairs: number
  /** Default 2,000. */
  readonly maxTokens: number
  /** Default 0.3. */
  readonly temperature: number
  /** Default 30,000. */
  readonly timeoutMs: number
}

/**
 * Asks the model for a plan. An invalid one goes back with the exact violations, `repairs` times; then PLAN_INVALID names
 * what is still wrong. `usage` is the sum of all the asking.
 */
export async function askForPlan(
  model: Model,
  request: PlanningRequest,
  { repairs, minSteps, maxSteps, ...settings }: ModelPlanOptions,
  context: PlanningContext,
): Promise<Plan> {
  const range = { minSteps, maxSteps }
  const prompt = writePlanPrompt(request, range)
  const startedAt = performance.now()
  let messages: readonly Message[] = prompt
  let used = NO_MODEL_USAGE
  for (let round = 0; ; round += 1) {
    const purpose = round === 0 ? 'plan' : 'plan-repair'
    const responseSchema = { name: 'plan', schema: PlanDraft }
    const answer = await model.ask({ purpose, messages, responseSchema, ...settings, ...context })
    used = addModelUsage(used, answer.usage)
    const { steps, draft, violations } = readPlan(answer.text, request, range)
    if (violations.length === 0) {
      const seconds = (performance.now() - startedAt) / 1000
      const usage = { costUsd: used.costUsd, tokens: used.inputTokens + used.outputTokens, seconds }
      return toPlan(steps, draft, { model: answer.model, usage, requestId: request.requestId ?? null })
    }
    if (round >= repairs) throw stillInvalid(violations)
    messages = [...prompt, ...objectTo(answer.text, `The plan is not valid:\n- ${violations.join('\n- ')}`)]
  }
}

/** An answer as checked steps, everything mended that needs no model. */
export function readPlan(
  text: string,
  request: PlanningRequest,
  range: StepRange,
): { steps: PlanStep[]; draft: Draft; violations: readonly string[] } {
  const draft = parsePlan(text)
  if (draft.violations.length > 0) return { steps: [], draft, violations: draft.violations }
  const ordered = orderSteps(draft.steps)
  const steps = finishSteps(ordered.steps, request)
  const rules: PlanRules = { ...request, ...range }
  const violations = ordered.violations.length > 0 ? ordered.violations : checkSteps(steps, rules)
  return { steps, draft, violations }
}

function toPlan(steps: readonly PlanStep[], draft: Draft, made: Pick<Plan, 'model' | 'usage' | 'requestId'>): Plan {
  return assemblePlan(steps, {
    ...made,
    source: 'llm',
    rationale: draft.rationale,
    confidenceScore: draft.confidence,
    alternativeApproaches: [...draft.alternativeApproaches],
    risks: [...draft.risks],
  })
}

function stillInvalid(violations: readonly string[]): Fault {
  return new Fault('PLAN_INVALID', `The model gave no valid plan: ${violations.join(' ')}`, {
    errors: violations.map((message) => ({ path: 'plan', message })),
  })
}
