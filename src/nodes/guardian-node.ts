import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { checkOutput, type PolicyRule } from '../arms/guardian/check-output.ts'
import { Fault, toFaultRecord } from '../contracts/fault.ts'
import { TaskResult } from '../contracts/task.ts'
import type { OctoPatch, OctoState } from '../graph/state.ts'
import { contractOf } from './contract-of.ts'
import { openRun, type RunParts } from './open-run.ts'

/** The last look before a result leaves: personal data and secrets are redacted, what is unsafe stays inside. */
export function createGuardianNode({ rules, ...parts }: { rules: readonly PolicyRule[] } & RunParts) {
  return async (state: OctoState, config: LangGraphRunnableConfig): Promise<OctoPatch> => {
    const { taskId, contract } = contractOf(state)
    const { draft } = state
    if (!draft) throw new TypeError('There is no result to guard.')
    const run = openRun(parts, taskId, contract.budget.maxTimeSeconds, config)
    const { safe, issues, sanitized } = await run.guarded((reflex) => checkOutput(draft, { reflex, rules }))
    if (safe) return { draft: TaskResult.parse(sanitized) }
    const found = [...new Set(issues.map(({ rule }) => rule))].join(', ')
    return { draft: null, fault: toFaultRecord(new Fault('OUTPUT_UNSAFE', `The result was withheld: ${found}.`)) }
  }
}
