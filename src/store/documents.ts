import type { Pool } from 'pg'
import {
  DEFAULT_HITS,
  type DocumentHit,
  type DocumentStore,
  ENOUGH_WORDS,
  MOST_FOR_PART,
  RELEVANCE_FLOOR,
} from './document-store.ts'
import { createIndexing, toStorable } from './index-document.ts'

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
    select source, start_line, end_line, place, line_numbers, text,
      ts_rank(words, loose, 33) as rank,
      case when words @@ strict then 1
        else least(${MOST_FOR_PART}, (select sum(weight) from asked where words @@ to_query) / enough) end as coverage
    from question join chunks on words @@ loose join documents using (document_id)
    where $3::text[] is null
      or exists (select from unnest($3::text[]) as wanted
        where source = wanted or right(wanted, 1) = '/' and starts_with(source, wanted))
  ), scored as (
    select source, start_line, end_line, place, line_numbers, text, coverage * (0.75 + 0.25 * rank) as score from candidates
  )
  select * from scored where score >= ${RELEVANCE_FLOOR}
  order by score desc, source, start_line limit $2`

interface HitRow {
  readonly source: string
  readonly start_line: number
  readonly end_line: number
  readonly place: string | null
  readonly line_numbers: readonly number[] | null
  readonly text: string
  readonly score: number
}

/** Documents in Postgres, found by its full text search (English stems; words of other languages as they stand). */
export function createDocumentStore({ pool }: { pool: Pool }): DocumentStore {
  return {
    ...createIndexing({ pool }),

    async search(query, { limit = DEFAULT_HITS, sources } = {}) {
      const { rows } = await pool.query<HitRow>(SEARCH, [asQuestion(query), limit, sources ?? null])
      return rows.map(toHit)
    },
  }
}

// In the questions of people and models a leading dash is a list bullet or a command-line flag, and "or" is a common word;
// to Postgres they mean "without this word" and "either side will do".
const asQuestion = (query: string) =>
  toStorable(query)
    .replaceAll(/(^|\s)-+(?=\S)/g, '$1')
    .replaceAll(/\bor\b/gi, ' ')

const toHit = (row: HitRow): DocumentHit => ({
  source: row.source,
  startLine: row.start_line,
  endLine: row.end_line,
  ...(row.place === null ? {} : { place: row.place }),
  ...(row.line_numbers === null ? {} : { lineNumbers: row.line_numbers }),
  text: row.text,
  score: row.score,
})
