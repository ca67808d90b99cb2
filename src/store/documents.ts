import type { Pool } from 'pg'
import { count } from '../telemetry/metrics.ts'
import { toDocumentFilter } from './document-filter.ts'
import {
  DEFAULT_HITS,
  type DocumentHit,
  type DocumentStore,
  RELEVANCE_FLOOR,
  type SearchMethod,
  type SearchOptions,
} from './document-store.ts'
import { fuseRanks } from './fuse-ranks.ts'
import { createIndexing } from './index-document.ts'
import { findByWords, type RankedPassage } from './keyword-search.ts'
import { toStorable } from './to-storable.ts'
import type { VectorIndex } from './vector-index.ts'

interface Parts {
  readonly pool: Pool
  /** Finds passages by their meaning too; see `createVectorIndex`. */
  readonly vectors?: VectorIndex | undefined
}

// Of each method, before they are joined.
const RANKED = 100

const PASSAGES = `
  select chunk_id, source, start_line, end_line, place, line_numbers, chunks.text, metadata
  from unnest($1::bigint[]) with ordinality as ranked (chunk_id, n)
  join chunks using (chunk_id) join documents using (document_id) order by n`

/** Documents in Postgres, found by their words in many languages, and by their meaning where there are vectors. */
export function createDocumentStore({ pool, vectors }: Parts): DocumentStore {
  const indexing = createIndexing({ pool })

  const find: DocumentStore['find'] = async (query, options = {}) => {
    const { limit = DEFAULT_HITS, minRelevance = RELEVANCE_FLOOR } = options
    const { method, ranked } = await rank(toStorable(query), options)
    count('searches', { method })
    const relevant = ranked.filter(({ relevance }) => relevance >= minRelevance).slice(0, limit)
    return { method, hits: await passagesOf(pool, relevant) }
  }

  async function rank(query: string, options: SearchOptions): Promise<Ranked> {
    const { method = 'hybrid', limit = DEFAULT_HITS, signal } = options
    const filter = toDocumentFilter(options)
    const most = Math.max(RANKED, limit)
    const near = method === 'keyword' ? null : await vectors?.nearest(query, filter, { limit: most, signal })
    if (near && method === 'vector') return { method, ranked: near }
    const worded = (await findByWords(pool, query, filter)).slice(0, most)
    return near ? { method: 'hybrid', ranked: fuseRanks([worded, near]) } : { method: 'keyword', ranked: worded }
  }

  return {
    ...indexing,
    async put(document) {
      const outcome = await indexing.put(document)
      if (outcome === 'indexed') vectors?.wake()
      return outcome
    },
    async indexDocument(document) {
      const outcome = await indexing.indexDocument(document)
      if (outcome === 'indexed') vectors?.wake()
      return outcome
    },
    find,
    search: async (query, options) => (await find(query, options)).hits,
  }
}

interface Ranked {
  readonly method: SearchMethod
  readonly ranked: readonly RankedPassage[]
}

interface PassageRow {
  readonly chunk_id: string
  readonly source: string
  readonly start_line: number
  readonly end_line: number
  readonly place: string | null
  readonly line_numbers: readonly number[] | null
  readonly text: string
  readonly metadata: DocumentHit['metadata']
}

async function passagesOf(pool: Pool, ranked: readonly RankedPassage[]): Promise<DocumentHit[]> {
  if (ranked.length === 0) return []
  const relevance = new Map(ranked.map((passage) => [passage.chunkId, passage.relevance]))
  const { rows } = await pool.query<PassageRow>(PASSAGES, [[...relevance.keys()]])
  return rows.map((row) => toHit(row, relevance.get(row.chunk_id) ?? 0))
}

const toHit = (row: PassageRow, score: number): DocumentHit => ({
  source: row.source,
  startLine: row.start_line,
  endLine: row.end_line,
  ...(row.place === null ? {} : { place: row.place }),
  ...(row.line_numbers === null ? {} : { lineNumbers: row.line_numbers }),
  text: row.text,
  score,
  metadata: row.metadata,
})
