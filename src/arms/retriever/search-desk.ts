import type { SearchAnswer, SearchRequest } from '../../contracts/search.ts'
import type { Model } from '../../model/model.ts'
import type { Reflex } from '../../reflex/reflex.ts'
import type { DocumentFinder } from '../../store/document-store.ts'
import { answerQuestion, screenPassages } from './answer-question.ts'
import type { NumberedPassage } from './cited-answer.ts'

interface Parts {
  readonly documents: DocumentFinder
  readonly reflex: Reflex
  readonly model: Model | null
}

/** Searches for whoever asks, outside any task. */
export type SearchDesk = (request: SearchRequest, options: { readonly signal: AbortSignal }) => Promise<SearchAnswer>

/**
 * Searches documents as the retriever does: personal data and secrets in passages are redacted before anybody sees them, the
 * asker included, and passages that carry an attack on a model are left out and counted. The words of the question search
 * the index as they stand; a model sees them redacted, and not at all when they carry an attack themselves.
 */
export function createSearchDesk({ documents, reflex, model }: Parts): SearchDesk {
  const screen = (text: string) => {
    const { blocked, sanitizedText } = reflex.scan(text, { role: 'document' })
    return blocked ? null : sanitizedText
  }

  return async (request, { signal }) => {
    const { query, method, limit, filters, minRelevanceScore: minRelevance } = request
    const found = await documents.find(query, { method, limit, ...filters, minRelevance, signal })
    const passages = screenPassages(found.hits, screen)
    return {
      query,
      methodUsed: found.method,
      totalResults: passages.length,
      results: passages.map(toResult),
      withheld: found.hits.length - passages.length,
      ...(await answerTo(request, passages, signal)),
    }
  }

  async function answerTo(
    { query, includeCitations, synthesize }: SearchRequest,
    passages: readonly NumberedPassage[],
    signal: AbortSignal,
  ): Promise<Pick<SearchAnswer, 'answer' | 'answeredBy' | 'citations'>> {
    if (!includeCitations || passages.length === 0) return NO_ANSWER
    const asked = reflex.scan(query, { role: 'instruction' })
    const asks = synthesize && !asked.blocked ? model : null
    const said = await answerQuestion(asks ? asked.sanitizedText : query, passages, asks, { signal })
    if (!said.answer) return NO_ANSWER
    return { answer: said.answer.answer, answeredBy: said.model, citations: [...said.answer.citations] }
  }
}

const NO_ANSWER = { answer: null, answeredBy: null, citations: [] }

const toResult = ({ n, text, source, startLine, endLine, place, score, metadata = {} }: NumberedPassage) => ({
  rank: n,
  content: text,
  source,
  startLine,
  endLine,
  ...(place === undefined ? {} : { place }),
  relevanceScore: score,
  metadata,
})
