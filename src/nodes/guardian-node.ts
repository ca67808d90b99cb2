import { checkOutput } from '../arms/guardian/check-output.ts'
import { Fault, toFaultRecord } from '../contracts/fault.ts'
import { TaskResult } from '../contracts/task.ts'
import type { OctoPatch, OctoState } from '../graph/state.ts'
import type { Reflex } from '../reflex/reflex.ts'

/** The last look before a result leaves: personal data and secrets are redacted, what is unsafe stays inside. */
export function createGuardianNode({ reflex }: { reflex: Reflex }) {
  return ({ draft }: OctoState): OctoPatch => {
    if (!draft) throw new TypeError('There is no result to guard.')
    const { safe, issues, sanitized } = checkOutput(draft, { reflex })
    if (safe) return { draft: TaskResult.parse(sanitized) }
    const found = [...new Set(issues.map(({ rule }) => rule))].join(', ')
    return { draft: null, fault: toFaultRecord(new Fault('OUTPUT_UNSAFE', `The result was withheld: ${found}.`)) }
  }
}
