import type { Chunk } from '../../store/chunk-document.ts'
import { type Asked, type CandidatePassage, relevanceOf } from '../../store/rank-passages.ts'
import { quotedIn, searchWords } from '../../store/search-words.ts'
import { termsOf } from './terms.ts'

/** A passage with its words counted. */
export interface CountedPassage {
  readonly chunk: Chunk
  readonly counts: ReadonlyMap<string, number>
  readonly inHeading: ReadonlySet<string>
  /** Its words in a row, each between spaces. */
  readonly inARow: string
  readonly wordCount: number
}

interface Question extends Asked {
  readonly terms: readonly string[]
  /** Each pair and phrase like `inARow`. */
  readonly pairsInARow: readonly string[]
  readonly phrases: readonly string[]
}

export function countWords(chunk: Chunk): CountedPassage {
  const terms = [...termsOf(chunk.text), ...namesIn(chunk.text)]
  return {
    chunk,
    counts: new Map([...Map.groupBy(terms, (term) => term)].map(([term, all]) => [term, all.length])),
    inHeading: new Set([...termsOf(chunk.heading), ...namesIn(chunk.heading)]),
    inARow: inARow(termsOf(chunk.text)),
    wordCount: terms.length,
  }
}

/** A question to all passages there are. */
export function askAll(query: string, all: readonly CountedPassage[]): Question {
  const inOrder = termsOf(query)
  const needed = [...new Set(inOrder)]
  const extra = [...new Set(namesIn(query))]
  const havingIt = (term: string) => all.filter((passage) => has(passage, term)).length
  const pairs = inOrder.slice(1).map((right, index) => [inOrder[index] ?? '', right] as const)
  const distinct = [...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()].filter(([a, b]) => a !== b)
  return {
    terms: [...needed, ...extra],
    words: [
      ...needed.map((term) => ({ isExtra: false, havingIt: havingIt(term) })),
      ...extra.map((term) => ({ isExtra: true, havingIt: havingIt(term) })),
    ],
    pairs: distinct.map(([left, right]) => [needed.indexOf(left), needed.indexOf(right)]),
    pairsInARow: distinct.map((pair) => inARow(pair)),
    phrases: quotedIn(query)
      .map((phrase) => inARow(termsOf(phrase)))
      .filter((phrase) => phrase.trim() !== ''),
    passages: all.length,
    meanWordCount: all.reduce((total, { wordCount }) => total + wordCount, 0) / Math.max(all.length, 1),
  }
}

export function relevanceInMemory(passage: CountedPassage, question: Question): number {
  const candidate: CandidatePassage = {
    frequencies: question.terms.map((term) => passage.counts.get(term) ?? 0),
    inHeading: question.terms.map((term) => passage.inHeading.has(term)),
    pairs: question.pairsInARow.map((pair) => passage.inARow.includes(pair)),
    phrases: question.phrases.map((phrase) => passage.inARow.includes(phrase)),
    wordCount: passage.wordCount,
  }
  return relevanceOf(candidate, question)
}

const has = ({ counts, inHeading }: CountedPassage, term: string) => counts.has(term) || inHeading.has(term)
const namesIn = (text: string) => searchWords(text).names
const inARow = (terms: readonly string[]) => ` ${terms.join(' ')} `
