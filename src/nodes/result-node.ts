import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { checkOutput } from '../arms/guardian/check-output.ts'
import type { FaultRecord } from '../contracts/fault.ts'
import type { PlanStep } from '../contracts/plan.ts'
import type { StepRecord } from '../contracts/step.ts'
import { type TaskOutcome, TaskResult } from '../contracts/task.ts'
import { earlierWork, latestRecords, type OctoPatch, type OctoState } from '../graph/state.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { contractOf } from './contract-of.ts'
import { isFinal } from './follow-up.ts'
import { integrateResults, type Results } from './integrate-results.ts'
import { openRun, type RunParts } from './open-run.ts'

/** Every run ends here, with an outcome: completed, or failed with what was finished. */
export function createResultNode(parts: RunParts) {
  return async (state: OctoState, config: LangGraphRunnableConfig): Promise<OctoPatch> => {
    const { taskId, contract } = contractOf(state)
    const run = openRun(parts, taskId, contract.budget.maxTimeSeconds, config)
    const outcome = await run.guarded((reflex) => outcomeOf(state, reflex))
    const answer = outcome.status === 'completed' ? outcome.result.answer : outcome.fault.message
    return { outcome, answer, usage: await run.ledger.spent(), next: null }
  }
}

function outcomeOf(state: OctoState, reflex: Reflex): TaskOutcome {
  const { draft, verdict = null } = state
  if (draft && !state.fault) return { status: 'completed', result: draft, verdict }
  return { status: 'failed', fault: faultOf(state), result: partialResult(state, reflex) }
}

/** Why the task failed: what stopped it, else what stopped a step (first what could not be mended), else what the judge did not accept. */
function faultOf(state: OctoState): FaultRecord {
  if (state.fault) return state.fault
  // Why a step was skipped is another step's fault, or what the judge did not accept.
  const failed = latestRecords(state).filter(({ status }) => status === 'error')
  const faults = failed.flatMap(({ stepId, fault }) => (fault ? [{ stepId, fault }] : []))
  const stepFault = faults.find(({ fault }) => isFinal(fault)) ?? faults[0]
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
  const work = withEarlierWork({ contract, plan, records: latestRecords(state), verdict }, earlierWork(state))
  if (!work.records.some(({ status }) => status === 'ok')) return null
  const { safe, sanitized } = checkOutput(integrateResults(work), { reflex })
  return safe ? TaskResult.parse(sanitized) : null
}

/** The work of the last plan, and behind it, with ids of their own, the steps that earlier plans finished. */
function withEarlierWork({ plan, records, ...rest }: Results, earlier: readonly StepRecord[]): Results {
  const added = earlier.map((record, index) => ({ ...record, stepId: plan.steps.length + index + 1 }))
  return { ...rest, plan: { steps: [...plan.steps, ...added.map(toStep)] }, records: [...records, ...added] }
}

function toStep({ stepId, action, armId }: StepRecord): PlanStep {
  return {
    stepId,
    action,
    armId,
    requiredCapabilities: [],
    dependencies: [],
    inputs: {},
    acceptanceCriteria: [],
    estimatedDuration: 0,
    estimatedCost: 0,
    costTier: 1,
    rationale: '',
  }
}
