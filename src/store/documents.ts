import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { type Chunk, chunkDocument } from './chunk-document.ts'
import {
  DEFAULT_HITS,
  type DocumentHit,
  type DocumentStore,
  ENOUGH_WORDS,
  MOST_FOR_PART,
  RELEVANCE_FLOOR,
  type SourceDocument,
} from './document-store.ts'

// Part of the hash: raise it when chunks are cut differently, and every document is indexed anew.
const CHUNKING = 1

// The update takes the row's lock, so that of two writers of one document the second sees the chunks of the first.
const UPSERT = `
  insert into documents (source, content_hash, media_type) values ($1, $2, $3)
  on conflict (source) do update
    set content_hash = excluded.content_hash, media_type = excluded.media_type, indexed_at = now()
    where documents.content_hash <> excluded.content_hash
  returning document_id`

const DELETE_CHUNKS = 'delete from chunks where document_id = $1'

const INSERT_CHUNKS = `
  insert into chunks (document_id, start_line, end_line, heading, text)
  select $1, * from unnest($2::int[], $3::int[], $4::text[], $5::text[])`

// The strict question alone misses most natural ones ("and" between all words), so any of its words makes a passage a
// candidate and the score decides. Lexemes with a quote or backslash would need escaping and are left out of the count.
const SEARCH = `
  with asked as materialized (
    select to_query, 1 + ln((total + 1) / (greatest(having_it, 1) + 1)) as weight
    from (
      select quote_literal(lexeme)::tsquery as to_query
      from unnest(to_tsvector('english', $1)) where lexeme !~ '[''\\\\]' limit 64
    ) as lexemes,
    lateral (select count(*)::float8 as having_it from chunks where words @@ to_query) as frequency,
    (select count(*)::float8 as total from chunks) as size
  ), question as materialized (
    select
      websearch_to_tsquery('english', $1) as strict,
      (select string_agg(to_query::text, ' | ')::tsquery from asked) as loose,
      (select sum(weight) from (select weight from asked order by weight desc limit ${ENOUGH_WORDS}) as top) as enough
  ), candidates as (
    select source, start_line, end_line, text,
      ts_rank(words, loose, 33) as rank,
      case when words @@ strict then 1
        else least(${MOST_FOR_PART}, (select sum(weight) from asked where words @@ to_query) / enough) end as coverage
    from question join chunks on words @@ loose join documents using (document_id)
    where $3::text[] is null
      or exists (select from unnest($3::text[]) as wanted
        where source = wanted or right(wanted, 1) = '/' and starts_with(source, wanted))
  ), scored as (
    select source, start_line, end_line, text, coverage * (0.75 + 0.25 * rank) as score from candidates
  )
  select * from scored where score >= ${RELEVANCE_FLOOR}
  order by score desc, source, start_line limit $2`

interface HitRow {
  readonly source: string
  readonly start_line: number
  readonly end_line: number
  readonly text: string
  readonly score: number
}

/** Documents in Postgres, found by its full text search (English stems; words of other languages as they stand). */
export function createDocumentStore({ pool }: { pool: Pool }): DocumentStore {
  return {
    async indexDocument(document) {
      const text = toStorable(document.text)
      const hash = createHash('sha256')
        .update(JSON.stringify([CHUNKING, document.mediaType, text]))
        .digest('hex')
      return inTransaction(pool, (client) => replace(client, { ...document, text }, hash))
    },

    async remove(source) {
      const { rowCount } = await pool.query('delete from documents where source = $1', [source])
      return rowCount === 1
    },

    async search(query, { limit = DEFAULT_HITS, sources } = {}) {
      const { rows } = await pool.query<HitRow>(SEARCH, [asQuestion(query), limit, sources ?? null])
      return rows.map(toHit)
    },
  }
}

async function replace(client: PoolClient, document: SourceDocument, hash: string): Promise<'indexed' | 'unchanged'> {
  const { rows } = await client.query<{ document_id: string }>(UPSERT, [document.source, hash, document.mediaType])
  const [changed] = rows
  if (!changed) return 'unchanged'
  const chunks = chunkDocument(document)
  const column = <Name extends keyof Chunk>(name: Name) => chunks.map((chunk) => chunk[name])
  await client.query(DELETE_CHUNKS, [changed.document_id])
  await client.query(INSERT_CHUNKS, [
    changed.document_id,
    column('startLine'),
    column('endLine'),
    column('heading'),
    column('text'),
  ])
  return 'indexed'
}

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

// In the questions of people and models a leading dash is a list bullet or a command-line flag, and "or" is a common word;
// to Postgres they mean "without this word" and "either side will do".
const asQuestion = (query: string) =>
  toStorable(query)
    .replaceAll(/(^|\s)-+(?=\S)/g, '$1')
    .replaceAll(/\bor\b/gi, ' ')

// Postgres text holds neither NUL nor half of a surrogate pair.
const toStorable = (text: string) => text.replaceAll('\r\n', '\n').replaceAll('\0', '\uFFFD').toWellFormed()

const toHit = (row: HitRow): DocumentHit => ({
  source: row.source,
  startLine: row.start_line,
  endLine: row.end_line,
  text: row.text,
  score: row.score,
})
