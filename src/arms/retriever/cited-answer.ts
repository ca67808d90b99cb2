import type { Citation } from '../../contracts/step.ts'
import type { DocumentHit } from '../../store/document-store.ts'
import { bestSupport, type Statement, statementsOf, supports } from './statements.ts'
import { overlap } from './terms.ts'

/** A passage under the number that `[n]` refers to. */
export interface NumberedPassage extends DocumentHit {
  readonly n: number
}

export interface CitedAnswer {
  /** Every sentence ends with the [n] of what it rests on. */
  readonly answer: string
  readonly citations: readonly Citation[]
  /** Share of the sentences that could be kept, 0–1. */
  readonly supported: number
}

const MOST_SENTENCES = 3
const MOST_PASSAGES = 3

/** The sentences of the best passages that speak most of the question, word for word. Needs at least one passage. */
export function extractAnswer(question: string, passages: readonly NumberedPassage[]): CitedAnswer {
  const statements = passages.slice(0, MOST_PASSAGES).flatMap((passage) =>
    statementsOf(passage).map((statement) => ({
      passage,
      statement,
      score: passage.score * overlap(question, statement.text),
    })),
  )
  const best = statements.toSorted((left, right) => right.score - left.score).slice(0, MOST_SENTENCES)
  const bar = (best[0]?.score ?? 0) / 2
  const chosen = statements.filter((candidate) => best.includes(candidate) && candidate.score >= bar)
  return {
    answer: chosen.map(({ passage, statement }) => `${statement.text} [${passage.n}]`).join(' '),
    citations: cite(chosen),
    supported: 1,
  }
}

/**
 * What is left of a model's answer when every sentence is dropped that cites no passage, or only passages that do not
 * support it; markers of those are taken out of the others. Null when nothing is left.
 */
export function keepCited(text: string, passages: readonly NumberedPassage[]): CitedAnswer | null {
  const said = citedSentences(text)
  const kept = said.flatMap((sentence) => {
    const cited = passages.filter((passage) => sentence.markers.includes(passage.n) && supports(passage, sentence.text))
    return cited.length > 0 ? [{ text: sentence.text, cited }] : []
  })
  if (kept.length === 0) return null
  const quotes = kept.flatMap(({ text: claim, cited }) =>
    cited.flatMap((passage) => {
      const statement = bestSupport(claim, passage)
      return statement ? [{ passage, statement }] : []
    }),
  )
  return {
    answer: kept.map(({ text: claim, cited }) => `${claim} ${cited.map(({ n }) => `[${n}]`).join('')}`).join(' '),
    citations: cite(quotes),
    supported: kept.length / said.length,
  }
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

/** The sentences of a text, without their markers. A marker after the full stop belongs to the sentence before it. */
export function citedSentences(text: string): { readonly text: string; readonly markers: readonly number[] }[] {
  const marked = text.replaceAll(/([.!?])(\s*(?:\[[\d,\s]+\])+)/g, '$2$1')
  return [...sentences.segment(marked)]
    .map(({ segment }) => ({ text: withoutMarkers(segment), markers: markersIn(segment) }))
    .filter(({ text: said }) => /[\p{L}\p{N}]/u.test(said))
}

const MARKER = /\[(\d+(?:\s*,\s*\d+)*)\]/g

const markersIn = (text: string) =>
  [...text.matchAll(MARKER)].flatMap(([, numbers = '']) => numbers.split(',').map((number) => Number(number)))

const withoutMarkers = (text: string) =>
  text
    .replaceAll(MARKER, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s+([.!?,;:])/g, '$1')
    .trim()

/** One citation per passage: the lines from the first to the last statement that is taken from it. */
function cite(uses: readonly { readonly passage: NumberedPassage; readonly statement: Statement }[]): Citation[] {
  const byPassage = Map.groupBy(uses, ({ passage }) => passage)
  return [...byPassage]
    .map(([passage, from]) => {
      const startLine = Math.min(...from.map(({ statement }) => statement.startLine))
      const endLine = Math.max(...from.map(({ statement }) => statement.endLine))
      const lines = passage.text.split('\n').slice(startLine - passage.startLine, endLine - passage.startLine + 1)
      return {
        marker: passage.n,
        source: passage.source,
        startLine: lineInDocument(passage, startLine),
        endLine: lineInDocument(passage, endLine),
        ...(passage.place === undefined ? {} : { place: passage.place }),
        quote: lines.join('\n'),
      }
    })
    .sort((left, right) => left.marker - right.marker)
}

/** Statements count the lines of a passage on from its first; where the document has others, it says which. */
const lineInDocument = ({ startLine, lineNumbers }: NumberedPassage, line: number) =>
  lineNumbers?.[line - startLine] ?? line
