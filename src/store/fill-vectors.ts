import { randomUUID } from 'node:crypto'
import type { EmbeddingModel } from '../model/embeddings.ts'
import { count } from '../telemetry/metrics.ts'
import type { Sql } from './sql.ts'
import { toVector, type VectorTable } from './vector-table.ts'

const BATCH = 64
// Well below the 8,191 tokens that embedding models take, also in scripts with a token a character.
const MOST_CHARACTERS = 6_000
const FAILURES_IN_A_ROW = 3
const COMPARED = 200

// Renewed with every batch: a process that dies leaves its place to another after two minutes.
const CLAIM = `
  update embedding_model set filled_by = $1, filled_until = now() + interval '2 minutes'
  where name = $2 and (filled_by is null or filled_by = $1 or filled_until < now()) returning name`

const RELEASE = 'update embedding_model set filled_by = null, filled_until = null where filled_by = $1'

const MISSING = `
  select chunk_id, heading, text from chunks
  where chunk_id > $1 and not exists (select from chunk_embeddings where chunk_embeddings.chunk_id = chunks.chunk_id)
  order by chunk_id limit ${BATCH}`

const SIMILARITY = (extension: string) => `
  with picked as (
    select embedding, row_number() over (order by md5(chunk_id::text)) as n from chunk_embeddings
    where chunk_id in (select chunk_id from chunk_embeddings order by md5(chunk_id::text) limit ${COMPARED})
  )
  update embedding_model set background = (
    select avg(1 - (one.embedding operator(${extension}.<=>) other.embedding))
    from picked as one join picked as other on other.n = one.n + 1
  ) where name = $1`

export interface Filled {
  readonly embedded: number
  /** Passages that the model refused. */
  readonly failed: number
}

interface Missing {
  readonly chunk_id: string
  readonly heading: string
  readonly text: string
}

interface Parts {
  readonly sql: Sql
  readonly model: EmbeddingModel
  readonly table: VectorTable
  readonly signal: AbortSignal
}

/**
 * Makes the vectors that are missing, in batches, each kept at once: what was done stays done when the process ends. One
 * process at a time; the others find nothing to do. Throws when the model fails several times in a row.
 */
export async function fillVectors({ sql, model, table, signal }: Parts): Promise<Filled> {
  const self = randomUUID()
  const filled = { embedded: 0, failed: 0 }
  let last = '0'
  try {
    while (!signal.aborted && (await sql.query(CLAIM, [self, table.model])).rows.length > 0) {
      const { rows } = await sql.query<Missing>(MISSING, [last])
      const end = rows.at(-1)
      if (!end) break
      last = end.chunk_id
      const made = await embed(model, rows)
      await keep(sql, table, made)
      count('embeddings', { outcome: 'ok' }, made.size)
      filled.embedded += made.size
      filled.failed += rows.length - made.size
    }
    if (filled.embedded > 0) await sql.query(SIMILARITY(table.extension), [table.model])
  } finally {
    // Without it the others wait for two minutes; why the filling ended says more.
    await sql.query(RELEASE, [self]).catch(() => {})
  }
  return filled
}

/** The vectors by passage. A text that the model refuses is left out, so that it does not keep the others from theirs. */
async function embed(model: EmbeddingModel, passages: readonly Missing[]): Promise<ReadonlyMap<string, string>> {
  const texts = passages.map(({ heading, text }) =>
    `${heading}\n${text}`.trim().slice(0, MOST_CHARACTERS).toWellFormed(),
  )
  try {
    const vectors = await model.embedDocuments(texts)
    return new Map(passages.map(({ chunk_id }, index) => [chunk_id, toVector(vectors[index] ?? [])]))
  } catch {
    return embedEach(model, passages, texts)
  }
}

async function embedEach(model: EmbeddingModel, passages: readonly Missing[], texts: readonly string[]) {
  const made = new Map<string, string>()
  let failures = 0
  for (const [index, { chunk_id }] of passages.entries()) {
    try {
      const [vector = []] = await model.embedDocuments([texts[index] ?? ''])
      made.set(chunk_id, toVector(vector))
      failures = 0
    } catch (error) {
      count('embeddings', { outcome: 'failed' })
      failures += 1
      if (failures === FAILURES_IN_A_ROW || passages.length === 1) throw error
    }
  }
  return made
}

async function keep(sql: Sql, { extension, model }: VectorTable, made: ReadonlyMap<string, string>): Promise<void> {
  // A passage may be gone by now, and so may the whole table: another process may have been told of another model.
  await sql.query(
    `insert into chunk_embeddings (chunk_id, embedding)
     select chunk_id, vector::${extension}.vector from unnest($1::bigint[], $2::text[]) as made (chunk_id, vector)
     join chunks using (chunk_id)
     where exists (select from embedding_model where name = $3)
     for key share of chunks
     on conflict do nothing`,
    [[...made.keys()], [...made.values()], model],
  )
}
