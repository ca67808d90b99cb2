import { z } from 'zod'
import type { Citation } from '../../contracts/step.ts'
import type { JudgeIssue } from '../../contracts/verdict.ts'
import { citedSentences } from '../retriever/cited-answer.ts'
import type { JudgedRecord, Work } from './evidence.ts'

const Passage = z.object({ source: z.string(), start_line: z.number(), end_line: z.number(), text: z.string() })
type Passage = z.infer<typeof Passage>

/**
 * Layer "facts": every citation quotes the lines of a passage that was retrieved, every [n] in an answer has a citation,
 * and every sentence of a cited answer has a [n].
 */
export function judgeFacts({ records }: Work): JudgeIssue[] {
  const passages = records.flatMap(passagesOf)
  return records.flatMap((record) => {
    const quotes = passages.length > 0 ? record.citations.filter((citation) => !stands(citation, passages)) : []
    return [...quotes.map((citation) => misquoted(citation, record)), ...answerIssues(record)]
  })
}

/** Whether a step's citations all quote what was retrieved. False for a step without any. */
export function isWellCited(record: JudgedRecord, { records }: Work): boolean {
  const passages = records.flatMap(passagesOf)
  return record.citations.length > 0 && record.citations.every((citation) => stands(citation, passages))
}

export const passagesOf = ({ output }: JudgedRecord): Passage[] =>
  z.array(Passage).safeParse(output['passages']).data ?? []

function stands({ source, startLine, endLine, quote }: Citation, passages: readonly Passage[]): boolean {
  return passages.some((passage) => {
    if (passage.source !== source || startLine < passage.start_line || endLine > passage.end_line) return false
    const first = startLine - passage.start_line
    const lines = passage.text.split('\n').slice(first, first + endLine - startLine + 1)
    return quote.trim() !== '' && lines.join('\n').includes(quote)
  })
}

const misquoted = ({ marker, source, startLine, endLine }: Citation, { stepId }: JudgedRecord): JudgeIssue => ({
  severity: 'error',
  type: 'fact',
  message: `Citation [${marker}] of step ${stepId} does not stand in ${source}, lines ${startLine}–${endLine}, as retrieved.`,
  suggestion: 'Quote the passage word for word, or drop the statement.',
  stepId,
})

function answerIssues({ stepId, output, citations }: JudgedRecord): JudgeIssue[] {
  const { answer, found } = output
  if (found === false) return [issue('warning', stepId, `Step ${stepId} found nothing in the documents.`)]
  if (typeof answer !== 'string' || citations.length === 0) return []
  const sentences = citedSentences(answer)
  const uncited = sentences.filter(({ markers }) => markers.length === 0).length
  const known = new Set(citations.map(({ marker }) => marker))
  const dangling = new Set(sentences.flatMap(({ markers }) => markers).filter((marker) => !known.has(marker)))
  const list = [...dangling].map((marker) => `[${marker}]`).join(' ')
  return [
    ...(uncited > 0 ? [issue('warning', stepId, `${uncited} of ${sentences.length} sentences cite no source.`)] : []),
    ...(dangling.size > 0 ? [issue('error', stepId, `The answer cites ${list}, which no source stands for.`)] : []),
  ]
}

const issue = (severity: JudgeIssue['severity'], stepId: number, message: string): JudgeIssue => ({
  severity,
  type: 'fact',
  message,
  suggestion: '',
  stepId,
})
