import { type AskedQuestion, askedWords } from './asked-words.ts'
import type { DocumentFilter } from './document-filter.ts'
import { type Asked, type AskedWord, type CandidatePassage, relevanceOf } from './rank-passages.ts'
import type { Sql } from './sql.ts'

/** A passage by its key, with what speaks for it. */
export interface RankedPassage {
  readonly chunkId: string
  /** 0–1 */
  readonly relevance: number
}

// Bounds the time of a search, however large the index. On the sets in docs/retriever.md, 2,000 find nothing better.
const MOST_CANDIDATES = 1_000

const SIZES = `
  select language, sum(chunk_count)::float8 as passages, sum(word_count)::float8 as words
  from documents group by language order by passages desc`

// Counted up to a bound; of words above it, ANALYZE knows the share.
const COUNTS = `
  select case when counted <= ${MOST_CANDIDATES} then counted else greatest(counted, (
    select max(frequency) * $2 from pg_stats,
      unnest(most_common_elems::text::text[], most_common_elem_freqs) as common (lexeme, frequency)
    where schemaname = current_schema and tablename = 'chunks' and attname = 'words'
      -- There are more frequencies than lexemes: the last ones say something else.
      and case when lexeme is not null then array_to_tsvector(array[lexeme]) @@ asked end
  )) end::int as having_it
  from unnest($1::tsquery[]) with ordinality as given (asked, n),
    lateral (select count(*) as counted from (select from chunks where words @@ asked limit ${MOST_CANDIDATES + 1})) as bounded
  order by n`

function candidatesWithin({ where, values }: DocumentFilter, isBounded: boolean): string {
  const [leading, lexemes, headings, phrases, pairs] = [1, 2, 3, 4, 5].map((n) => `$${values.length + n}`)
  return `
    select chunk_id, chunks.word_count,
      array(select ts_rank('{1,1,1,1}', words, lexeme) from unnest(${lexemes}::tsquery[]) as lexeme) as ranks,
      case when heading = '' then '{}'
        else array(select words @@ titled from unnest(${headings}::tsquery[]) as titled) end as in_heading,
      array(select words @@ phrase from unnest(${phrases}::tsquery[]) as phrase) as phrases,
      array(select words @@ pair from unnest(${pairs}::tsquery[]) as pair) as pairs
    from chunks join documents using (document_id)
    where words @@ ${leading}::tsquery and ${where}
    ${isBounded ? '' : `order by ts_rank(words, ${leading}::tsquery) desc limit ${MOST_CANDIDATES}`}`
}

interface SizeRow {
  readonly language: string
  readonly passages: number
  readonly words: number
}

interface CandidateRow {
  readonly chunk_id: string
  readonly word_count: number
  readonly ranks: readonly number[]
  readonly in_heading: readonly boolean[]
  readonly phrases: readonly boolean[]
  readonly pairs: readonly boolean[]
}

/** Passages that have words of the question, most relevant first. */
export async function findByWords(sql: Sql, query: string, filter: DocumentFilter): Promise<readonly RankedPassage[]> {
  const { rows: sizes } = await sql.query<SizeRow>(SIZES)
  const question = await askedWords(
    sql,
    query,
    sizes.map(({ language }) => language),
  )
  const asked = await weigh(sql, question, sizes)
  const candidates = await candidatesFor(sql, question, asked, filter)
  return candidates
    .map(({ chunkId, ...passage }) => ({ chunkId, relevance: relevanceOf(passage, asked) }))
    .sort((left, right) => right.relevance - left.relevance)
}

async function weigh(sql: Sql, { words, pairs }: AskedQuestion, sizes: readonly SizeRow[]): Promise<Asked> {
  const passages = sum(sizes.map((size) => size.passages))
  const { rows } = await sql.query<{ having_it: number }>(COUNTS, [
    words.map(({ lexemes }) => anyOf(lexemes)),
    passages,
  ])
  return {
    words: words.map(({ isExtra }, index) => ({ isExtra, havingIt: rows[index]?.having_it ?? 0 })),
    pairs,
    passages,
    meanWordCount: sum(sizes.map((size) => size.words)) / Math.max(passages, 1),
  }
}

async function candidatesFor(sql: Sql, { words, pairs, phrases }: AskedQuestion, asked: Asked, filter: DocumentFilter) {
  const queries = words.map(({ lexemes }) => anyOf(lexemes))
  const leading = leadingOf(queries, asked.words)
  if (!leading) return []
  const { rows } = await sql.query<CandidateRow>(candidatesWithin(filter, leading.isBounded), [
    ...[...filter.values, leading.query, words.flatMap(({ lexemes }) => lexemes.map((lexeme) => quoteLexeme(lexeme)))],
    ...[words.map(({ lexemes }) => anyOf(lexemes, ':A')), phrases],
    pairs.map(([left, right]) => `(${queries[left]}) <-> (${queries[right]})`),
  ])
  const lengths = words.map(({ lexemes }) => lexemes.length)
  return rows.map((row) => toCandidate(row, lengths))
}

interface Leading {
  readonly query: string
  /** Whether no more passages can have them than are looked at. */
  readonly isBounded: boolean
}

/**
 * The rarest words, as many as lead to a bounded number of passages; the others only count in the ranking. Null when no
 * passage has any.
 */
function leadingOf(queries: readonly string[], asked: readonly AskedWord[]): Leading | null {
  const found = queries
    .map((query, index) => ({ query, havingIt: asked[index]?.havingIt ?? 0 }))
    .filter(({ havingIt }) => havingIt > 0)
    .sort((left, right) => left.havingIt - right.havingIt)
  const [rarest] = found
  if (!rarest) return null
  let passages = 0
  const leading = found.filter(({ havingIt }) => {
    passages += havingIt
    return passages <= MOST_CANDIDATES
  })
  if (leading.length === 0) return { query: rarest.query, isBounded: false }
  return { query: leading.map(({ query }) => query).join(' | '), isBounded: true }
}

function toCandidate(row: CandidateRow, lengths: readonly number[]): CandidatePassage & { readonly chunkId: string } {
  let from = 0
  const frequencies = lengths.map((length) => {
    const ranks = row.ranks.slice(from, from + length)
    from += length
    return ranks.reduce((total, rank) => total + frequencyOf(rank), 0)
  })
  return {
    chunkId: row.chunk_id,
    frequencies,
    inHeading: row.in_heading,
    wordCount: row.word_count,
    phrases: row.phrases,
    pairs: row.pairs,
  }
}

/**
 * How often a lexeme stands in a tsvector, from its `ts_rank` with equal weights, which is the sum of 1/j² for j from 1 to
 * that number, over π²/6; what is missing to the whole is 1 / (n + 1/2) but for a few percent. Postgres has no function
 * that gives the number itself without unpacking the whole tsvector.
 */
function frequencyOf(rank: number): number {
  if (rank <= 0) return 0
  const missing = Math.max((Math.PI ** 2 / 6) * (1 - rank), 1 / 256)
  return Math.round(1 / missing - 0.5)
}

const anyOf = (lexemes: readonly string[], label = '') =>
  lexemes.map((lexeme) => `${quoteLexeme(lexeme)}${label}`).join(' | ')

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

const quoteLexeme = (lexeme: string) => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
