import type { PiiMatch } from '../reflex.ts'

/** Finds one family of personal data. Candidates may overlap those of other scanners. */
export type Scanner = (text: string) => PiiMatch[]

/** What stands round a candidate, for those that are only meant by their context. */
export interface Surroundings {
  /** Up to 64 characters before, newlines included. */
  readonly before: string
  /** Up to 32 characters after. */
  readonly after: string
}

const CHARS_BEFORE = 64
const CHARS_AFTER = 32

export function surroundingsOf(text: string, start: number, end: number): Surroundings {
  return { before: text.slice(Math.max(0, start - CHARS_BEFORE), start), after: text.slice(end, end + CHARS_AFTER) }
}
