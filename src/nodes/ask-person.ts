import { interrupt } from '@langchain/langgraph'
import { ApprovalAnswer, type ApprovalRequest } from '../contracts/approval.ts'
import type { PlanStep } from '../contracts/plan.ts'
import type { TaskContract } from '../contracts/task.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { scanJson } from '../reflex/scan-json.ts'

interface Checks {
  readonly reflex: Reflex
  /** What is wrong with an edited plan. */
  violationsOf(steps: readonly PlanStep[]): string[]
}

/**
 * Asks until the answer can be acted on: one that cannot is asked for again, with what is wrong. Personal data in it is
 * redacted. Without effect before `interrupt`: it runs again from the top on every resume.
 */
export function askPerson(ask: ApprovalRequest, { reflex, violationsOf }: Checks): ApprovalAnswer {
  let { question } = ask
  for (;;) {
    const request: ApprovalRequest = { ...ask, question }
    const given = interrupt<ApprovalRequest, ApprovalAnswer>(request, { responseSchema: ApprovalAnswer })
    const { answer, refusals } = guardAnswer(given, reflex)
    const violations = [...refusals, ...(answer.decision === 'edit' && answer.plan ? violationsOf(answer.plan) : [])]
    if (violations.length === 0) return answer
    const what = answer.decision === 'edit' ? 'edited plan cannot be run' : 'answer cannot be acted on'
    question = `The ${what}: ${violations.join('; ')}. Shall the ${ask.kind} be run as it was, or another?`
  }
}

/** What the person added goes on as a constraint, so that every arm and the judge hear of it. */
export function withInstruction(contract: TaskContract, instruction: string | undefined): TaskContract {
  if (!instruction) return contract
  return { ...contract, constraints: [...contract.constraints, instruction] }
}

/** Steps are a person's, and code in them is no injection; the instruction is checked as the task's own texts are. */
function guardAnswer(given: ApprovalAnswer, reflex: Reflex): { answer: ApprovalAnswer; refusals: string[] } {
  const { answer, ...rest } = given
  const spoken = scanJson(reflex, { answer }, { role: 'instruction' })
  const written = scanJson(reflex, rest, { checkInjection: false })
  const reasons = [spoken, written].flatMap(({ reason }) => reason ?? [])
  const redacted = ApprovalAnswer.safeParse(Object.assign({}, written.value, spoken.value))
  return redacted.success
    ? { answer: redacted.data, refusals: reasons }
    : { answer: { decision: given.decision }, refusals: [...reasons, 'it is too long once personal data is redacted'] }
}
