import { cutText } from '../../store/cut-text.ts'
import { fitsFilter } from '../../store/document-filter.ts'
import {
  type CutDocument,
  DEFAULT_HITS,
  DEFAULT_LISTED,
  type DocumentEntry,
  type DocumentHit,
  type DocumentStore,
  RELEVANCE_FLOOR,
  type SearchOptions,
} from '../../store/document-store.ts'
import { askAll, type CountedPassage, countWords, relevanceInMemory } from './search-in-memory.ts'

interface Kept extends Omit<CutDocument, 'passages'> {
  readonly passages: readonly CountedPassage[]
  readonly indexedAt: Date
}

/** Documents in this process's memory, for use without a database: a few thousand passages, every one read per search. */
export function createMemoryDocuments(): DocumentStore {
  const documents = new Map<string, Kept>()

  const put: DocumentStore['put'] = async (document) => {
    if (await renew(document)) return 'unchanged'
    documents.set(document.source, { ...document, passages: document.passages.map(countWords), indexedAt: new Date() })
    return 'indexed'
  }

  const renew: DocumentStore['renew'] = async ({ source, fingerprint, metadata, origin }) => {
    const known = documents.get(source)
    if (known?.fingerprint !== fingerprint) return false
    documents.set(source, { ...known, metadata, origin })
    return true
  }

  return {
    put,
    renew,
    indexDocument: async (document) => put(cutText(document)),

    async move(from, to) {
      const document = documents.get(from)
      if (!document) return false
      documents.delete(from)
      documents.set(to, { ...document, source: to })
      return true
    },

    async remove(source) {
      return documents.delete(source)
    },

    async indexedFrom(origin) {
      const there = [...documents.values()].filter((document) => document.origin === origin)
      return new Map(there.map(({ source, fingerprint }) => [source, fingerprint]))
    },

    async count() {
      const passages = [...documents.values()].reduce((total, document) => total + document.passages.length, 0)
      return { documents: documents.size, passages }
    },

    async list({ limit = DEFAULT_LISTED, after } = {}) {
      return [...documents.values()]
        .filter(({ source }) => after === undefined || source > after)
        .sort((left, right) => (left.source < right.source ? -1 : 1))
        .slice(0, limit)
        .map(toEntry)
    },

    find: async (query, options) => ({ method: 'keyword', hits: search([...documents.values()], query, options) }),
    search: async (query, options) => search([...documents.values()], query, options),
  }
}

function search(documents: readonly Kept[], query: string, options: SearchOptions = {}): DocumentHit[] {
  const { limit = DEFAULT_HITS, minRelevance = RELEVANCE_FLOOR } = options
  const question = askAll(
    query,
    documents.flatMap(({ passages }) => passages),
  )
  return documents
    .filter((document) => fitsFilter(document, options))
    .flatMap((document) =>
      document.passages.map((passage) => toHit(document, passage, relevanceInMemory(passage, question))),
    )
    .filter(({ score }) => score > 0 && score >= minRelevance)
    .sort((left, right) => right.score - left.score || left.startLine - right.startLine)
    .slice(0, limit)
}

const toEntry = ({ source, mediaType, title, sizeBytes, metadata, passages, indexedAt }: Kept): DocumentEntry => ({
  ...{ source, mediaType, title, sizeBytes, metadata },
  passages: passages.length,
  indexedAt: indexedAt.toISOString(),
})

function toHit({ source, metadata }: Kept, { chunk }: CountedPassage, score: number): DocumentHit {
  const { startLine, endLine, place, lineNumbers, text } = chunk
  return {
    source,
    startLine,
    endLine,
    ...(place === undefined ? {} : { place }),
    ...(lineNumbers === undefined ? {} : { lineNumbers }),
    text,
    score,
    metadata,
  }
}
