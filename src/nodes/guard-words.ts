import { FaultRecord } from '../contracts/fault.ts'
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
