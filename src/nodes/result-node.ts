import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { checkOutput } from '../arms/guardian/check-output.ts'
import type { FaultRecord } from '../contracts/fault.ts'
import { type TaskOutcome, TaskResult } from '../contracts/task.ts'
import { latestRecords, type OctoPatch, type OctoState } from '../graph/state.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { contractOf } from './contract-of.ts'
import { integrateResults } from './integrate-results.ts'
import { openRun } from './open-run.ts'

// So that the next run on this thread does not inherit what this one was asked.
const REQUEST_TAKEN_AWAY = {
  constraints: null,
  context: null,
  acceptanceCriteria: null,
  priority: null,
  budget: null,
  deadlineSeconds: null,
  requiredCapabilities: null,
  parentTaskId: null,
  metadata: null,
  approval: null,
} satisfies OctoPatch

/** Every run ends here, with an outcome: completed, or failed with what was finished. */
export function createResultNode({ ledger, reflex }: { ledger: Ledger; reflex: Reflex }) {
  return async (state: OctoState, config: LangGraphRunnableConfig): Promise<OctoPatch> => {
    const { taskId, contract } = contractOf(state)
    const run = openRun(ledger, taskId, contract.budget.maxTimeSeconds, config)
    const outcome = outcomeOf(state, reflex)
    const answer = outcome.status === 'completed' ? outcome.result.answer : outcome.fault.message
    return { outcome, answer, usage: await run.ledger.spent(), next: null, ...REQUEST_TAKEN_AWAY }
  }
}

function outcomeOf(state: OctoState, reflex: Reflex): TaskOutcome {
  const { draft, verdict = null } = state
  if (draft && !state.fault) return { status: 'completed', result: draft, verdict }
  return { status: 'failed', fault: faultOf(state), result: partialResult(state, reflex) }
}

/** Why the task failed: what stopped it, else what stopped a step, else what the judge did not accept. */
function faultOf(state: OctoState): FaultRecord {
  if (state.fault) return state.fault
  const [stepFault] = latestRecords(state).flatMap(({ stepId, fault }) => (fault ? [{ stepId, fault }] : []))
  if (stepFault) return { ...stepFault.fault, message: `Step ${stepFault.stepId}: ${stepFault.fault.message}` }
  const wrong = [
    ...(state.verdict?.failedCriteria ?? []),
    ...(state.verdict?.issues ?? []).filter(({ severity }) => severity === 'error').map(({ message }) => message),
  ]
  return {
    code: 'CRITERIA_NOT_MET',
    message: `The result was not accepted after all repairs. Not met: ${[...new Set(wrong)].join('; ')}`,
    retryable: false,
  }
}

function partialResult(state: OctoState, reflex: Reflex): TaskResult | null {
  const { contract, plan, verdict = null, fault } = state
  if (!contract || !plan || fault?.code === 'OUTPUT_UNSAFE') return null
  const records = latestRecords(state)
  if (!records.some(({ status }) => status === 'ok')) return null
  const { safe, sanitized } = checkOutput(integrateResults({ contract, plan, records, verdict }), { reflex })
  return safe ? TaskResult.parse(sanitized) : null
}
