import { z } from 'zod'
import { FaultRecord } from '../contracts/fault.ts'
import type { Plan } from '../contracts/plan.ts'
import { Verdict } from '../contracts/verdict.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { scanJson } from '../reflex/scan-json.ts'

const MAX_WORDS_CHARS = 2_000
const MAX_ERRORS = 20

/** A sentence of an arm as it may be stored and shown: without personal data, an attack or more than 2,000 characters. */
export function guardWords(words: string, reflex: Reflex): string {
  const { value, blocked } = scanJson(reflex, words.slice(0, MAX_WORDS_CHARS), { role: 'tool_output' })
  return blocked || typeof value !== 'string' ? 'What the arm said was refused: it reads like an attack.' : value
}

/** The fault of an arm, every sentence of it guarded: it goes to the journal, the log and the prompt of the next plan. */
export function guardFault(fault: FaultRecord, reflex: Reflex): FaultRecord {
  const { message, errors } = fault
  return FaultRecord.parse({
    ...fault,
    message: guardWords(message, reflex),
    ...(errors && {
      errors: errors.slice(0, MAX_ERRORS).map((error) => ({
        path: guardWords(error.path, reflex),
        message: guardWords(error.message, reflex),
      })),
    }),
  })
}

const PlanTexts = z.object({
  rationale: z.string(),
  alternativeApproaches: z.array(z.string()),
  risks: z.array(z.string()),
  steps: z.array(
    z.object({
      action: z.string(),
      inputs: z.record(z.string(), z.unknown()),
      acceptanceCriteria: z.array(z.string()),
      rationale: z.string(),
    }),
  ),
})

/** A plan without personal data: a model may make some up, or remember it. */
export function guardPlan(plan: Plan, reflex: Reflex): Plan {
  const { steps, ...texts } = PlanTexts.parse(withoutPersonal(PlanTexts.parse(plan), reflex))
  return { ...plan, ...texts, steps: plan.steps.map((step, index) => ({ ...step, ...steps[index] })) }
}

/** A verdict without personal data. */
export function guardVerdict(verdict: Verdict, reflex: Reflex): Verdict {
  return Verdict.parse(withoutPersonal(verdict, reflex))
}

const withoutPersonal = (value: object, reflex: Reflex): unknown =>
  scanJson(reflex, value, { role: 'document', checkInjection: false }).value
