import { ExecuteRequest } from '../../contracts/arm-wire.ts'
import { toWire } from '../../contracts/wire.ts'
import type { ArmContext } from '../arm.ts'

/** The body of `POST /execute`. `timeoutMs` is how long one attempt may take, if the task has that much time left. */
export function toExecuteBody(inputs: Record<string, unknown>, context: ArmContext, timeoutMs: number): string {
  const { taskId, stepId, action, contract, budget, idempotencyKey } = context
  const request: ExecuteRequest = {
    taskId,
    stepId,
    action,
    inputs,
    context: {
      goal: contract.goal,
      constraints: [...contract.constraints],
      task: contract.context,
      acceptanceCriteria: [...context.acceptanceCriteria],
      dependencies: context.dependencies.map(({ output, citations, ...dependency }) => ({
        ...dependency,
        output: { ...output },
        citations: [...citations],
      })),
      feedback: [...context.feedback],
      previous: context.previous,
      attempt: context.attempt,
    },
    budget,
    timeoutSeconds: Math.max(1, Math.min(timeoutMs / 1_000, budget.maxTimeSeconds)),
    idempotencyKey,
  }
  return JSON.stringify(toWire(ExecuteRequest, request))
}
