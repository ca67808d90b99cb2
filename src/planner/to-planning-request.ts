import type { ArmDescription } from '../contracts/arm.ts'
import type { PlanRequest } from '../contracts/plan.ts'
import { toContract } from '../contracts/to-contract.ts'
import type { PlanningRequest } from './planner.ts'

/** `POST /plan` as the planner wants it. `context.available_arms` narrows the arms on offer. */
export function toPlanningRequest(request: PlanRequest, arms: readonly ArmDescription[]): PlanningRequest {
  const { available_arms: wanted, ...context } = request.context
  const names = Array.isArray(wanted) ? wanted : null
  const { constraints, budget } = toContract(request)
  return {
    goal: request.goal,
    constraints,
    context,
    acceptanceCriteria: request.acceptanceCriteria,
    requiredCapabilities: [],
    budget,
    arms: names === null ? arms : arms.filter(({ armId }) => names.includes(armId)),
    ...(request.requestId === undefined ? {} : { requestId: request.requestId }),
  }
}
