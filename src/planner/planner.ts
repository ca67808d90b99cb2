import type { ArmDescription } from '../contracts/arm.ts'
import type { Plan } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { Budget } from '../contracts/usage.ts'
import type { JudgeIssue } from '../contracts/verdict.ts'
import type { Meter } from '../model/model.ts'

export interface PlanningRequest {
  readonly goal: string
  readonly constraints: readonly string[]
  readonly context: Readonly<Record<string, unknown>>
  readonly acceptanceCriteria: readonly string[]
  readonly requiredCapabilities: readonly string[]
  readonly budget: Budget
  /** The arms on offer. */
  readonly arms: readonly ArmDescription[]
  readonly requestId?: string
  /** Set when an earlier plan did not reach the goal: the rest is planned anew, what is finished is kept. */
  readonly replan?: {
    readonly reason: string
    readonly finished: readonly StepRecord[]
    readonly issues: readonly JudgeIssue[]
  }
}

export interface PlanningContext {
  readonly signal?: AbortSignal
  readonly meter?: Meter
}

/**
 * Turns a goal into a checked plan. Throws `Fault`: PLAN_INVALID with the violations in `errors` when no valid plan came
 * of the repairs, MODEL_UNAVAILABLE when the model is down and degraded planning is off, BUDGET_EXCEEDED.
 */
export interface Planner {
  plan(request: PlanningRequest, context?: PlanningContext): Promise<Plan>
}

/** The plan cache: answers by canonical key, 24 hours. */
export interface PlanCache {
  get(key: string): Promise<Plan | null>
  put(key: string, plan: Plan): Promise<void>
}
