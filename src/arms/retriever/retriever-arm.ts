import { z } from 'zod'
import { SearchFilters } from '../../contracts/search.ts'
import type { ArmOutcomeInput } from '../../contracts/step.ts'
import { DEFAULT_HITS, type DocumentSearch } from '../../store/document-store.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import { answerQuestion, screenPassages } from './answer-question.ts'
import type { NumberedPassage } from './cited-answer.ts'

const RetrieverInput = z.object({
  query: z.string().trim().min(1).max(2_000).optional().describe('What to look for; the action of the step if absent'),
  limit: z.number().int().min(1).max(20).default(DEFAULT_HITS).describe('At most this many passages'),
  sources: z.array(z.string()).optional().describe('Only these documents; "folder/" means all below it'),
  metadata: SearchFilters.shape.metadata,
})

const RetrieverOutput = z.object({
  found: z.boolean(),
  answer: z.string().describe('Sentences that cite passages as [n]'),
  passages: z.array(
    z.object({
      n: z.number().int(),
      source: z.string(),
      start_line: z.number().int(),
      end_line: z.number().int(),
      place: z.string().optional(),
      text: z.string(),
      score: z.number(),
    }),
  ),
})

interface RetrieverParts {
  readonly documents: DocumentSearch | null
  /** What of a passage may go on, to the model and to other steps: the text, redacted, or null to leave it out. */
  readonly screen?: (text: string, context: ArmContext) => string | null
}

/**
 * Finds passages and answers from them, every sentence with the [n] of a passage: with a model in its words, without one
 * (or when it is down, or cites nothing) in the sentences of the passages. `documents` null: there is nothing to search.
 * Confidence is the best passage's score times the share of the answer's sentences that cited one; 0 when nothing was
 * found. Asks the model under the purpose "answer".
 */
export function createRetrieverArm({ documents, screen = (text) => text }: RetrieverParts): Arm {
  return defineArm({
    id: 'retriever',
    name: 'Retriever',
    version: '1.0.0',
    description: 'Searches the indexed documents and answers a question from them, with citations.',
    capabilities: ['retrieval', 'document_search', 'question_answering', 'citation'],
    costTier: 1,
    inputSchema: RetrieverInput,
    outputSchema: RetrieverOutput,
    maxConcurrent: 8,
    sideEffects: false,
    actsOnWorld: false,
    async execute({ query, limit, sources, metadata }, context) {
      context.signal.throwIfAborted()
      if (!documents) return nothingFound('There are no documents to search: index some first.')
      const questions = query === undefined ? [questionIn(context.action), context.contract.goal] : [query]
      for (const question of questions) {
        const hits = await documents.search(question, { limit, sources, metadata, signal: context.signal })
        const passages = screenPassages(hits, (text) => screen(text, context))
        if (passages.length === 0) continue
        context.report(`Found ${passages.length} passages`)
        return answerFrom(question, passages, context)
      }
      return nothingFound('Nothing in the indexed documents bears on this.')
    },
  })
}

// An action is an instruction to the retriever; the words that only say so are not what is looked for.
const INSTRUCTION =
  /\b(?:search|find|retrieve|look\s+(?:up|for)|gather|collect|locate|fetch|cit(?:e|es|ing|ations?)|indexed|relevant|documents?|passages?|sources?|information|knowledge\s+base|answers?|questions?)\b/gi

const questionIn = (action: string) => action.replaceAll(INSTRUCTION, ' ')

function nothingFound(answer: string): ArmOutcomeInput {
  return { output: { found: false, answer, passages: [] }, confidence: 0 }
}

async function answerFrom(
  question: string,
  passages: readonly NumberedPassage[],
  context: ArmContext,
): Promise<ArmOutcomeInput> {
  const { answer: said, usage, model } = await answerQuestion(question, passages, context.model, context)
  const shown = toPassages(passages)
  if (!said) {
    const answer = 'Passages were found, but they do not answer this.'
    return { output: { found: false, answer, passages: shown }, confidence: 0, usage, model }
  }
  const { answer, citations, supported } = said
  return {
    output: { found: true, answer, passages: shown },
    confidence: (passages[0]?.score ?? 0) * supported,
    citations: [...citations],
    usage,
    model,
  }
}

const toPassages = (passages: readonly NumberedPassage[]) =>
  passages.map(({ n, source, startLine, endLine, place, text, score }) => ({
    ...{ n, source, start_line: startLine, end_line: endLine },
    ...(place === undefined ? {} : { place }),
    ...{ text, score },
  }))
