import type { Chunk } from '../../store/chunk-document.ts'
import { cutText } from '../../store/cut-text.ts'
import {
  type CutDocument,
  DEFAULT_HITS,
  DEFAULT_LISTED,
  type DocumentEntry,
  type DocumentHit,
  type DocumentStore,
  ENOUGH_WORDS,
  MOST_FOR_PART,
  RELEVANCE_FLOOR,
} from '../../store/document-store.ts'
import { termsOf } from './terms.ts'

interface Passage {
  readonly chunk: Chunk
  /** How often each word stands in it; a word in its headings counts as five. */
  readonly counts: ReadonlyMap<string, number>
  /** Its words in a row, each between spaces. */
  readonly inARow: string
}

interface Question {
  readonly weights: ReadonlyMap<string, number>
  /** What stands in quotation marks, like `inARow`. */
  readonly phrases: readonly string[]
}

interface Kept extends Omit<CutDocument, 'passages'> {
  readonly passages: readonly Passage[]
  readonly indexedAt: Date
}

/** Documents in this process's memory, for use without a database: a few thousand passages, every one read per search. */
export function createMemoryDocuments(): DocumentStore {
  const documents = new Map<string, Kept>()

  const put: DocumentStore['put'] = async (document) => {
    if (await renew(document)) return 'unchanged'
    documents.set(document.source, { ...document, passages: document.passages.map(toPassage), indexedAt: new Date() })
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

    async list({ limit = DEFAULT_LISTED, after } = {}) {
      return [...documents.values()]
        .filter(({ source }) => after === undefined || source > after)
        .sort((left, right) => (left.source < right.source ? -1 : 1))
        .slice(0, limit)
        .map(toEntry)
    },

    async search(query, { limit = DEFAULT_HITS, sources } = {}) {
      const all = [...documents].flatMap(([source, { passages }]) => passages.map((passage) => ({ source, passage })))
      const question = {
        weights: weigh([...new Set(termsOf(query))], all),
        phrases: [...query.matchAll(/"([^"]+)"/g)].map(([, phrase = '']) => inARow(phrase)),
      }
      return all
        .filter(({ source }) => !sources || sources.some((wanted) => isWithin(source, wanted)))
        .map(({ source, passage }) => toHit(source, passage, question))
        .filter(({ score }) => score >= RELEVANCE_FLOOR)
        .sort((left, right) => right.score - left.score || left.startLine - right.startLine)
        .slice(0, limit)
    },
  }
}

const toEntry = ({ source, mediaType, title, sizeBytes, metadata, passages, indexedAt }: Kept): DocumentEntry => ({
  ...{ source, mediaType, title, sizeBytes, metadata },
  passages: passages.length,
  indexedAt: indexedAt.toISOString(),
})

function toPassage(chunk: Chunk): Passage {
  const counts = new Map<string, number>()
  const add = (text: string, weight: number) => {
    for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + weight)
  }
  add(chunk.text, 1)
  add(chunk.heading, 5)
  return { chunk, counts, inARow: inARow(chunk.text) }
}

const inARow = (text: string) => ` ${termsOf(text).join(' ')} `

function weigh(terms: readonly string[], all: readonly { readonly passage: Passage }[]): ReadonlyMap<string, number> {
  const havingIt = (term: string) => all.filter(({ passage }) => passage.counts.has(term)).length
  return new Map(terms.map((term) => [term, 1 + Math.log((all.length + 1) / (Math.max(havingIt(term), 1) + 1))]))
}

function toHit(source: string, { chunk, counts, inARow: words }: Passage, { weights, phrases }: Question): DocumentHit {
  const found = [...weights.keys()].filter((term) => counts.has(term))
  const hasAll = found.length === weights.size && phrases.every((phrase) => words.includes(phrase))
  const heaviest = [...weights.values()].sort((left, right) => right - left).slice(0, ENOUGH_WORDS)
  const part = sum(found.map((term) => weights.get(term) ?? 0)) / Math.max(sum(heaviest), 1)
  const coverage = hasAll && found.length > 0 ? 1 : Math.min(MOST_FOR_PART, part)
  const frequency = sum(found.map((term) => counts.get(term) ?? 0))
  const rank = frequency / (frequency + weights.size)
  const { startLine, endLine, place, lineNumbers, text } = chunk
  return {
    source,
    startLine,
    endLine,
    ...(place === undefined ? {} : { place }),
    ...(lineNumbers === undefined ? {} : { lineNumbers }),
    text,
    score: coverage * (0.75 + 0.25 * rank),
  }
}

const isWithin = (source: string, wanted: string) =>
  source === wanted || (wanted.endsWith('/') && source.startsWith(wanted))

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
