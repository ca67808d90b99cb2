import { termsOf } from '../retriever/terms.ts'
import type { JudgedRecord } from './evidence.ts'

interface Range {
  /** What the range is about, as words. */
  readonly subject: string
  readonly allows: (value: number) => boolean
}

// "200 words" counts something; only a bare number is the value of a field.
const NO_UNIT = '(?![\\w%]|\\s+(?!(?:and|or|to|for|in|on|at|of|per|with|inclusive)\\b)[a-z])'
const NUMBER = `(-?\\d+(?:\\.\\d+)?)${NO_UNIT}`
const LOW_AND_HIGH = [
  new RegExp(`^(.*?)\\b(?:between|from)\\s+${NUMBER}\\s+(?:and|to)\\s+${NUMBER}`, 'i'),
  new RegExp(
    `^(.*?)\\b(?:with)?in\\s+(?:the\\s+)?(?:range\\s+)?(?:of\\s+)?[[(]?${NUMBER}\\s*(?:,|to|–|\\.\\.)\\s*${NUMBER}`,
    'i',
  ),
]
const ONE_LIMIT: readonly [RegExp, (limit: number) => (value: number) => boolean][] = [
  [
    new RegExp(`^(.*?)(?:\\bat least|\\bno less than|\\bminimum of|>=|≥)\\s*${NUMBER}`, 'i'),
    (limit) => (value) => value >= limit,
  ],
  [
    new RegExp(`^(.*?)(?:\\bat most|\\bno more than|\\bmaximum of|<=|≤)\\s*${NUMBER}`, 'i'),
    (limit) => (value) => value <= limit,
  ],
  [
    new RegExp(`^(.*?)(?:\\bgreater than|\\bmore than|\\babove|>)\\s*${NUMBER}`, 'i'),
    (limit) => (value) => value > limit,
  ],
  [new RegExp(`^(.*?)(?:\\bless than|\\bbelow|\\bunder|<)\\s*${NUMBER}`, 'i'), (limit) => (value) => value < limit],
]

/** "Sentiment score between -1 and 1" as a range; null for a sentence that names none. */
export function parseRange(criterion: string): Range | null {
  for (const pattern of LOW_AND_HIGH) {
    const [, subject = '', low, high] = pattern.exec(criterion) ?? []
    if (low !== undefined) return { subject, allows: (value) => value >= Number(low) && value <= Number(high) }
  }
  for (const [pattern, toTest] of ONE_LIMIT) {
    const [, subject = '', limit] = pattern.exec(criterion) ?? []
    if (limit !== undefined) return { subject, allows: toTest(Number(limit)) }
  }
  return null
}

export interface NamedNumber {
  readonly stepId: number
  readonly name: string
  readonly value: number
}

// Numbers that arms keep of their own work: none of them is a result that a criterion speaks of.
const BOOKKEEPING = new Set(['passages', 'citations', 'tests', 'exit_code', 'duration_ms'])

/**
 * The numbers whose name is made of words of the subject: of those the ones with the most words in common, in the last
 * step that has any.
 */
export function numbersNamed(subject: string, records: readonly JudgedRecord[]): NamedNumber[] {
  const wanted = new Set(termsOf(subject))
  const fits = records
    .flatMap(({ stepId, output }) => numbersIn(output).map((number) => ({ ...number, stepId })))
    .map((number) => ({ number, words: new Set(wordsOf(number.name)) }))
    .filter(({ words }) => words.size > 0 && words.isSubsetOf(wanted))
  const most = Math.max(...fits.map(({ words }) => words.size))
  const closest = fits.filter(({ words }) => words.size === most).map(({ number }) => number)
  return closest.filter(({ stepId }) => stepId === closest.at(-1)?.stepId)
}

const wordsOf = (name: string) => termsOf(name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' '))

function numbersIn(value: unknown, name = ''): { name: string; value: number }[] {
  if (typeof value === 'number') return [{ name, value }]
  if (Array.isArray(value)) return value.flatMap((item) => numbersIn(item, name))
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, item]) => (BOOKKEEPING.has(key) ? [] : numbersIn(item, key)))
}
