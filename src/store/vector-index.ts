import type { EmbeddingModel } from '../model/embeddings.ts'
import type { Logger } from '../telemetry/log.ts'
import { count } from '../telemetry/metrics.ts'
import type { DocumentFilter } from './document-filter.ts'
import { type Filled, fillVectors } from './fill-vectors.ts'
import type { RankedPassage } from './keyword-search.ts'
import { inTransaction, type Pool } from './sql.ts'
import { hasVectors, knownDimensions, openVectorTable, toVector, type VectorTable } from './vector-table.ts'

export interface VectorIndex {
  /** Passages whose meaning is near the question's, nearest first; null when that cannot be told now. */
  nearest(
    query: string,
    filter: DocumentFilter,
    options: { readonly limit: number; readonly signal?: AbortSignal | undefined },
  ): Promise<readonly RankedPassage[] | null>
  /** Makes the vectors that are missing; resolves when none is, another process is at it, or the model fails. */
  fill(): Promise<Filled>
  /** The same, without waiting for it. */
  wake(): void
  /** Stops filling after the batch in hand. */
  close(): Promise<void>
}

interface Parts {
  readonly pool: Pool
  readonly model: EmbeddingModel
  readonly log: Pick<Logger, 'warn'>
  /** How often it is looked whether vectors are missing, e.g. because the model was down. Default 60,000. */
  readonly everyMs?: number
}

const FULL_WAY = 2 / 3
const NOTHING_FILLED: Filled = { embedded: 0, failed: 0 }

/**
 * Finds passages by their meaning, where Postgres has pgvector; where it has not, or the model is down, it says so in the log
 * and the search goes by words. What it needs in the database is made when it is first needed. The relevance of a passage is
 * how far its cosine similarity stands above that of passages picked at random, on the way to 1: (s - b) / (1 - b), and 1
 * from two thirds of that way on, which questions and their answers hardly go. So the same floor holds for models that find
 * everything a little alike and for those that do not.
 */
export function createVectorIndex({ pool, model, log, everyMs = 60_000 }: Parts): VectorIndex {
  const stop = new AbortController()
  let table: Promise<VectorTable | null> | undefined
  let filling: Promise<Filled> | undefined
  let again = false

  async function open(): Promise<VectorTable | null> {
    if (!(await hasVectors(pool))) {
      log.warn({ model: model.name }, 'embeddings.no_pgvector')
      return null
    }
    const dimensions = (await knownDimensions(pool, model.name)) ?? (await model.embedQuery('dimensions')).length
    return openVectorTable(pool, model.name, dimensions)
  }

  /** A failure is not kept: the next one to ask tries again. A server without pgvector stays one. */
  function opened(): Promise<VectorTable | null> {
    table ??= open().catch((error: unknown) => {
      table = undefined
      throw error
    })
    return table
  }

  async function fillOnce(): Promise<Filled> {
    try {
      const ready = await opened()
      return ready ? await fillVectors({ sql: pool, model, table: ready, signal: stop.signal }) : NOTHING_FILLED
    } catch (error) {
      if (!stop.signal.aborted) log.warn({ error, model: model.name }, 'embeddings.not_made')
      return NOTHING_FILLED
    }
  }

  async function fillAll(): Promise<Filled> {
    let total = NOTHING_FILLED
    do {
      again = false
      const { embedded, failed } = await fillOnce()
      total = { embedded: total.embedded + embedded, failed: total.failed + failed }
    } while (again && !stop.signal.aborted)
    filling = undefined
    return total
  }

  function fill(): Promise<Filled> {
    if (stop.signal.aborted) return Promise.resolve(NOTHING_FILLED)
    again = true
    filling ??= fillAll()
    return filling
  }

  const timer = setInterval(fill, everyMs).unref()

  return {
    async nearest(query, filter, { limit, signal }) {
      try {
        const ready = await opened()
        return ready && (await findNearest(pool, ready, await model.embedQuery(query), filter, limit))
      } catch (error) {
        signal?.throwIfAborted()
        count('embeddings', { outcome: 'failed' })
        log.warn({ error, model: model.name }, 'embeddings.search_by_words_only')
        return null
      }
    },
    fill,
    wake: () => void fill(),
    async close() {
      stop.abort()
      clearInterval(timer)
      await filling
    },
  }
}

interface NearRow {
  readonly chunk_id: string
  readonly similarity: number
}

/** Null when the vectors here are those of another model by now. */
async function findNearest(
  pool: Pool,
  { model, dimensions, extension }: VectorTable,
  vector: readonly number[],
  filter: DocumentFilter,
  limit: number,
): Promise<readonly RankedPassage[] | null> {
  const [asked, most] = [1, 2].map((n) => `$${filter.values.length + n}`)
  const distance = `embedding operator(${extension}.<=>) ${asked}::${extension}.vector(${dimensions})`
  // Without conditions the order is the index's. With some, the index would find the nearest first and then drop most of
  // them, so the allowed are compared one by one: an expression that the index does not know.
  const nearest =
    filter.where === 'true'
      ? `select chunk_id, 1 - (${distance}) as similarity from chunk_embeddings order by ${distance} limit ${most}`
      : `select chunk_id, 1 - (${distance}) as similarity
         from chunk_embeddings join chunks using (chunk_id) join documents using (document_id)
         where ${filter.where} order by similarity desc limit ${most}`
  return inTransaction(pool, async (sql) => {
    const { rows: models } = await sql.query<{ background: number | null }>(
      `select background, set_config('hnsw.ef_search', $3, true) from embedding_model where name = $1 and dimensions = $2`,
      [model, dimensions, String(Math.min(Math.max(limit, 40), 1_000))],
    )
    const [known] = models
    if (!known) return null
    const { rows } = await sql.query<NearRow>(nearest, [...filter.values, toVector(vector), limit])
    const background = known.background ?? 0
    return rows.map(({ chunk_id, similarity }) => ({
      chunkId: chunk_id,
      relevance: Math.min(Math.max((similarity - background) / (1 - background) / FULL_WAY, 0), 1),
    }))
  })
}
