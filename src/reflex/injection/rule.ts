import type { InjectionCategory, Severity } from '../reflex.ts'

/**
 * One way of attacking. It is tried only where one of its anchors stands: a pattern therefore begins with its anchor,
 * and with bounded repeats the whole set costs a few steps per word. It reads a `View`: lower case, single spaces.
 */
export interface InjectionRule {
  readonly id: string
  readonly category: InjectionCategory
  readonly severity: Severity
  /** The severity in what a document or a tool says, where nobody has orders to give. */
  readonly inData?: Severity
  /** Whole words, or with `anchorsAre: 'literals'` any text. */
  readonly anchors: readonly string[]
  readonly anchorsAre: 'words' | 'literals'
  /** Sticky. */
  readonly pattern: RegExp
}

interface Grade {
  readonly category: InjectionCategory
  readonly severity: Severity
  readonly inData?: Severity
}

/** A rule that begins with one of these words, given as `ignore|disregard`. `guard` is looked at before the word. */
export function wordRule(id: string, grade: Grade, words: string, rest: string, guard = ''): InjectionRule {
  const pattern = new RegExp(`${guard}(?:${words})(?![a-z])${rest}`, 'y')
  return { id, ...grade, anchors: words.split('|'), anchorsAre: 'words', pattern }
}

/** A rule that begins with one of these texts, whatever stands before it. */
export function literalRule(id: string, grade: Grade, literals: readonly string[], rest = ''): InjectionRule {
  const escaped = literals.map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`(?:${escaped.join('|')})${rest}`, 'y')
  return { id, ...grade, anchors: literals, anchorsAre: 'literals', pattern }
}

/** Up to `words` words that may stand between, within a clause. */
export const gap = (words: number) => `(?: [^ .!?,;:"“”«»\`]{1,24},?){0,${words}}?`
/** Anything up to the end of the sentence, at most so many characters. */
export const within = (chars: number) => `[^.!?]{0,${chars}}?`
