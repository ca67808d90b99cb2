import type { Pool, PoolClient } from 'pg'
import type { Chunk } from './chunk-document.ts'
import { type ChunkWords, chunkWords, WORDS_SQL } from './chunk-words.ts'
import { cutText } from './cut-text.ts'
import { type CutDocument, DEFAULT_LISTED, type DocumentEntry, type DocumentStore } from './document-store.ts'
import { inTurns } from './in-turns.ts'
import { languageOf } from './text-language.ts'
import { toJsonb } from './to-jsonb.ts'
import { toStorable } from './to-storable.ts'

// Passages that are written at a time: what a statement is made of must not hold up a server for long.
const BATCH = 250

// The update takes the row's lock, so that of two writers of one document the second sees the chunks of the first.
const UPSERT = `
  insert into documents (source, content_hash, media_type, title, size_bytes, metadata, origin)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (source) do update
    set content_hash = excluded.content_hash, media_type = excluded.media_type, title = excluded.title,
      size_bytes = excluded.size_bytes, metadata = excluded.metadata, origin = excluded.origin, indexed_at = now()
    where documents.content_hash <> excluded.content_hash
  returning document_id`

const DELETE_CHUNKS = 'delete from chunks where document_id = $1'

const INSERT_CHUNKS = `
  insert into chunks (document_id, start_line, end_line, heading, text, place, line_numbers, word_count, words)
  select $1, start_line, end_line, heading, text, place, line_numbers::int[], word_count, ${WORDS_SQL}
  from unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[])
    as chunk (start_line, end_line, heading, text, place, line_numbers, word_count, heading_words, text_words, names),
    (select language from documents where document_id = $1) as document`

// An older Postgres may lack a language.
const DESCRIBE_WORDS = `
  update documents set chunk_count = $3, word_count = $4, language = coalesce(
    (select cfgname from pg_ts_config where cfgname = $2 and pg_ts_config_is_visible(oid)), 'simple')
  where document_id = $1`

// Writes nothing when nothing is new: most files of a folder are as they were.
const RENEW = `
  with known as (
    select document_id, metadata, origin from documents where source = $1 and content_hash = $2
  ), renewed as (
    update documents set metadata = $3, origin = $4 from known
    where documents.document_id = known.document_id and (known.metadata <> $3 or known.origin is distinct from $4)
  )
  select from known`

const LIST = `
  select source, media_type, title, size_bytes, metadata, indexed_at, chunk_count as passages
  from documents where $1::text is null or source > $1
  order by source limit $2`

const COUNT = 'select count(*)::int as documents, coalesce(sum(chunk_count), 0)::int as passages from documents'

type Indexing = Omit<DocumentStore, 'search' | 'find'>

/** The writing side of the documents in Postgres. */
export function createIndexing({ pool }: { pool: Pool }): Indexing {
  const put = (document: CutDocument) => inTransaction(pool, (client) => replace(client, document))
  return {
    put,
    indexDocument: (document) => put(cutText({ ...document, text: toStorable(document.text) })),

    async renew({ source, fingerprint, metadata, origin }) {
      const { rowCount } = await pool.query(RENEW, [source, fingerprint, toJsonb(metadata), origin])
      return rowCount === 1
    },

    move: (from, to) => inTransaction(pool, (client) => rename(client, from, to)),

    async remove(source) {
      const { rowCount } = await pool.query('delete from documents where source = $1', [toStorable(source)])
      return rowCount === 1
    },

    async indexedFrom(origin) {
      const { rows } = await pool.query<{ source: string; content_hash: string }>(
        'select source, content_hash from documents where origin = $1',
        [origin],
      )
      return new Map(rows.map(({ source, content_hash }) => [source, content_hash]))
    },

    async count() {
      const { rows } = await pool.query<{ documents: number; passages: number }>(COUNT)
      return rows[0] ?? { documents: 0, passages: 0 }
    },

    async list({ limit = DEFAULT_LISTED, after } = {}) {
      const { rows } = await pool.query<EntryRow>(LIST, [after === undefined ? null : toStorable(after), limit])
      return rows.map(toEntry)
    },
  }
}

async function replace(client: PoolClient, document: CutDocument): Promise<'indexed' | 'unchanged'> {
  const { source, fingerprint, mediaType, title, sizeBytes, metadata, origin, passages } = document
  const { rows: written } = await client.query<{ document_id: string }>(UPSERT, [
    ...[source, fingerprint, mediaType, title === null ? null : toStorable(title), sizeBytes],
    ...[toJsonb(metadata), origin],
  ])
  const [changed] = written
  if (!changed) {
    await client.query(RENEW, [source, fingerprint, toJsonb(metadata), origin])
    return 'unchanged'
  }
  const rows = await inTurns(passages, toRow)
  await client.query(DELETE_CHUNKS, [changed.document_id])
  await client.query(DESCRIBE_WORDS, [
    ...[changed.document_id, languageOf(passages.map(({ text }) => text).join('\n')), passages.length],
    rows.reduce((total, { words }) => total + words.wordCount, 0),
  ])
  for (let from = 0; from < rows.length; from += BATCH) {
    await insertChunks(client, changed.document_id, rows.slice(from, from + BATCH))
  }
  return 'indexed'
}

interface ChunkRow {
  readonly chunk: Chunk
  readonly words: ChunkWords
}

function toRow({ heading, text, place, ...rest }: Chunk): ChunkRow {
  const stored = { heading: toStorable(heading), text: toStorable(text) }
  const chunk = { ...rest, ...stored, ...(place === undefined ? {} : { place: toStorable(place) }) }
  return { chunk, words: chunkWords(stored) }
}

async function insertChunks(client: PoolClient, documentId: string, rows: readonly ChunkRow[]): Promise<void> {
  const column = <Value>(pick: (row: ChunkRow) => Value) => rows.map(pick)
  await client.query(INSERT_CHUNKS, [
    documentId,
    column(({ chunk }) => chunk.startLine),
    column(({ chunk }) => chunk.endLine),
    column(({ chunk }) => chunk.heading),
    column(({ chunk }) => chunk.text),
    column(({ chunk }) => chunk.place ?? null),
    column(({ chunk }) => (chunk.lineNumbers === undefined ? null : `{${chunk.lineNumbers.join(',')}}`)),
    column(({ words }) => words.wordCount),
    column(({ words }) => words.heading),
    column(({ words }) => words.text),
    column(({ words }) => words.names),
  ])
}

async function rename(client: PoolClient, from: string, to: string): Promise<boolean> {
  if (from === to) return true
  const { rowCount: there } = await client.query('select from documents where source = $1 for update', [from])
  if (there !== 1) return false
  await client.query('delete from documents where source = $1', [to])
  await client.query('update documents set source = $2 where source = $1', [from, to])
  return true
}

interface EntryRow {
  readonly source: string
  readonly media_type: string
  readonly title: string | null
  // A bigint, which the driver gives as text.
  readonly size_bytes: string
  readonly metadata: DocumentEntry['metadata']
  readonly indexed_at: Date
  readonly passages: number
}

const toEntry = (row: EntryRow): DocumentEntry => ({
  source: row.source,
  mediaType: row.media_type,
  title: row.title,
  sizeBytes: Number(row.size_bytes),
  metadata: row.metadata,
  passages: row.passages,
  indexedAt: row.indexed_at.toISOString(),
})

async function inTransaction<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // Closing the connection rolls back, also when the connection itself is what broke.
    client.release(true)
    throw error
  }
}
