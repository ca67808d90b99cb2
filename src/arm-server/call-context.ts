import type { BaseStore } from '@langchain/langgraph'
import type { ArmContext } from '../arms/arm.ts'
import type { ExecuteRequest } from '../contracts/arm-wire.ts'
import { toContract } from '../contracts/to-contract.ts'
import type { Meter, Model } from '../model/model.ts'
import type { Reflex } from '../reflex/reflex.ts'
import type { Logger } from '../telemetry/log.ts'

/** What a served arm has besides what comes with a call. */
export interface Equipment {
  readonly model: Model | null
  readonly reflex: Reflex
  readonly store: BaseStore | null
  readonly log: Logger
}

/** The context of an arm that is served: what came over the wire, and what this process has. Progress goes to its log. */
export function callContext(
  request: ExecuteRequest,
  { model, reflex, store, log }: Equipment,
  { signal, meter }: { readonly signal: AbortSignal; readonly meter: Meter },
): ArmContext {
  const { taskId, stepId, action, budget, idempotencyKey } = request
  const { goal, constraints, task, acceptanceCriteria, dependencies, feedback, previous, attempt } = request.context
  return {
    taskId,
    stepId,
    action,
    acceptanceCriteria,
    contract: toContract({ goal, constraints, context: task, acceptanceCriteria, budget }),
    dependencies,
    budget,
    signal,
    idempotencyKey,
    attempt,
    feedback,
    previous,
    model,
    meter,
    reflex,
    store,
    delegate: null,
    report: (words) => log.info({ task_id: taskId, step_id: stepId, words }, 'arm.progress'),
  }
}
