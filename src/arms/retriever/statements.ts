import type { DocumentHit } from '../../store/document-store.ts'
import { overlap } from './terms.ts'

/** A sentence, a list item or a line of code of a document. */
export interface Statement {
  readonly text: string
  /** Lines of the document, 1-based, inclusive. */
  readonly startLine: number
  readonly endLine: number
}

const NOT_SAID = /^\s*(#{1,6}\s|[`~]{3,}|[-=*_]{3,}\s*$|\|?[\s:|-]+\|[\s:|-]*$)/
const STARTS_ANEW = /^\s*([-*+>|]|\d+[.)])\s/
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

/** What a passage says, piece by piece, without headings and marks. */
export function statementsOf({ text, startLine }: Pick<DocumentHit, 'text' | 'startLine'>): Statement[] {
  return paragraphsOf(text.split('\n')).flatMap(({ lines, first }) => {
    const paragraph = lines.join('\n')
    const lineAt = (offset: number) => startLine + first + (paragraph.slice(0, offset).match(/\n/g)?.length ?? 0)
    // To the segmenter a line break ends a sentence; a space in its place keeps the offsets.
    return [...sentences.segment(paragraph.replaceAll('\n', ' '))]
      .map(({ segment, index }) => ({
        text: toPlain(segment),
        startLine: lineAt(index),
        endLine: lineAt(index + segment.trimEnd().length),
      }))
      .filter(({ text: said }) => /[\p{L}\p{N}]/u.test(said))
  })
}

/** The statement of a passage that says most of what `claim` says; null for a passage that says nothing. */
export function bestSupport(claim: string, passage: Pick<DocumentHit, 'text' | 'startLine'>): Statement | null {
  const ranked = statementsOf(passage)
    .map((statement) => ({ statement, score: overlap(claim, statement.text) }))
    .sort((left, right) => right.score - left.score)
  return ranked[0]?.statement ?? null
}

// Of the words of the claim. With half, 9 of 10 questions of XQuAD are "supported" by the passage that answers them, and 1 of
// 14 by the passage after it (docs/retriever.md): a claim is nearer to its passage than a question is.
const ENOUGH_WORDS = 0.5

/**
 * Whether a passage can be what a claim rests on: it has half of the words of the claim and every number in it. This looks
 * at words only; that a sentence with the right words says the opposite is for a judge to see.
 */
export function supports({ text }: Pick<DocumentHit, 'text'>, claim: string): boolean {
  const there = new Set(numbersIn(text))
  return numbersIn(claim).every((number) => there.has(number)) && overlap(claim, text) >= ENOUGH_WORDS
}

// "1,200" and "1 200" are 1200; 2.50 and 2.5 stay two numbers.
const numbersIn = (text: string) =>
  (text.normalize('NFKC').match(/\d+(?:[.,\u00a0\u202f]\d+)*/g) ?? []).map((number) =>
    number.replaceAll(/[,\u00a0\u202f](?=\d{3}(?!\d))/g, ''),
  )

interface Paragraph {
  readonly lines: string[]
  /** Index of its first line in the passage. */
  readonly first: number
}

function paragraphsOf(lines: readonly string[]): Paragraph[] {
  const paragraphs: Paragraph[] = []
  let open = false
  for (const [index, line] of lines.entries()) {
    const says = line.trim() !== '' && !NOT_SAID.test(line)
    const last = paragraphs.at(-1)
    if (says && open && last && !STARTS_ANEW.test(line)) last.lines.push(line)
    else if (says) paragraphs.push({ lines: [line], first: index })
    open = says
  }
  return paragraphs
}

// A number in brackets would read as one of our own citations.
const toPlain = (segment: string) =>
  segment
    .replace(/^\s*(?:[-*+>]|\d+[.)])\s+/, '')
    .replaceAll(/\[(\d+)\]/g, '($1)')
    .replaceAll(/\s+/g, ' ')
    .trim()
