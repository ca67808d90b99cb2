import { setImmediate } from 'node:timers/promises'
import type { JudgeIssue } from '../../contracts/verdict.ts'
import { citedSentences } from '../retriever/cited-answer.ts'
import { termsOf } from '../retriever/terms.ts'

/** A text whose statements are taken to be true. */
export interface Source {
  readonly source: string
  readonly text: string
}

// Shares of a statement's words that a sentence of the sources has: from the first on it speaks of the same thing, below
// the second nothing there speaks of it.
const SAME_MATTER = 0.6
const NO_SUPPORT = 0.3
const MOST_ISSUES = 20
const MOST_CLAIMS = 500

/**
 * Layers "facts" and "hallucination" against trusted sources, without a model. A statement that says the same as a source
 * but with another number contradicts it: an error. One of which no source speaks is a warning. Statements are compared by
 * their words, so a paraphrase in other words is reported as unsupported; a model, where there is one, may know better.
 * Other work has its turn after each statement. Throws the signal's reason.
 */
export async function judgeSources(
  texts: readonly string[],
  sources: readonly Source[],
  signal: AbortSignal,
): Promise<JudgeIssue[]> {
  if (sources.length === 0) return []
  const known = readSources(sources)
  const claims = texts.flatMap((text) => citedSentences(text)).slice(0, MOST_CLAIMS)
  const issues: JudgeIssue[] = []
  for (const { text } of claims) {
    if (issues.length >= MOST_ISSUES) break
    if (termsOf(withoutNumbers(text)).length > 1) issues.push(...judgeClaim(text, known))
    await setImmediate()
    signal.throwIfAborted()
  }
  return issues.slice(0, MOST_ISSUES)
}

interface KnownSentence {
  readonly source: string
  readonly numbers: ReadonlySet<string>
}

/** By each word, the sentences that have it: a claim is compared with those alone that share a word with it. */
type Known = ReadonlyMap<string, readonly KnownSentence[]>

function readSources(sources: readonly Source[]): Known {
  const read = sources.flatMap(({ source, text }) =>
    citedSentences(text).map((sentence) => ({
      terms: new Set(termsOf(sentence.text)),
      sentence: { source, numbers: numbersIn(sentence.text) },
    })),
  )
  const byTerm = new Map<string, KnownSentence[]>()
  for (const { terms } of read) for (const term of terms) byTerm.set(term, [])
  for (const { terms, sentence } of read) for (const term of terms) byTerm.get(term)?.push(sentence)
  return byTerm
}

function judgeClaim(claim: string, known: Known): JudgeIssue[] {
  const ranked = rank(claim, known)
  const [best] = ranked
  if (!best || best.support < NO_SUPPORT) {
    return [issue('warning', 'hallucination', `No source speaks of this: "${short(claim)}"`)]
  }
  const sameMatter = ranked.filter(({ support }) => support >= SAME_MATTER).map(({ sentence }) => sentence)
  const wrong = [...numbersIn(claim)].filter((number) => contradicts(number, sameMatter))
  if (wrong.length === 0) return []
  const message = `${best.sentence.source} has other numbers than ${wrong.join(', ')} in: "${short(claim)}"`
  return [issue('error', 'fact', message)]
}

/** The sentences that share words with the claim, by the share of its words that they have. */
function rank(claim: string, known: Known): { readonly sentence: KnownSentence; readonly support: number }[] {
  const terms = new Set(termsOf(withoutNumbers(claim)))
  const shared = new Map<KnownSentence, number>()
  for (const term of terms) {
    for (const sentence of known.get(term) ?? []) shared.set(sentence, (shared.get(sentence) ?? 0) + 1)
  }
  return [...shared]
    .map(([sentence, count]) => ({ sentence, support: count / terms.size }))
    .sort((left, right) => right.support - left.support)
}

/** Sentences on the same matter have numbers, and none of them has this one. */
function contradicts(number: string, sameMatter: readonly KnownSentence[]): boolean {
  const withNumbers = sameMatter.filter(({ numbers }) => numbers.size > 0)
  return withNumbers.length > 0 && !withNumbers.some(({ numbers }) => numbers.has(number))
}

const NUMBER = /\d{1,30}(?:[.,]\d{1,30}){0,10}%?/g

// 1,000 and 1000 are one number.
const numbersIn = (text: string) => new Set((text.match(NUMBER) ?? []).map((number) => number.replaceAll(',', '')))
const withoutNumbers = (text: string) => text.replaceAll(NUMBER, ' ')

const MOST_CHARS = 160
const short = (text: string) => (text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text)

const issue = (severity: JudgeIssue['severity'], type: JudgeIssue['type'], message: string): JudgeIssue => ({
  severity,
  type,
  message,
  suggestion: severity === 'error' ? 'Correct it by the source.' : 'Name a source for it, or leave it out.',
})
