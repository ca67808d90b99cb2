import type { Pool } from 'pg'
import type { RetrievalSet } from './retrieval-set.ts'

/** Ids of documents, best first. */
export type Search = (query: string) => Promise<readonly string[]>

const FOUND = 10

/** What people build with Postgres alone: one tsvector a document, a GIN index, `ts_rank_cd`. */
export async function createPlainSearch(pool: Pool, { documents }: RetrievalSet, language: string) {
  await pool.query(`create table plain (id text primary key, words tsvector not null)`)
  await pool.query(
    `insert into plain select id, to_tsvector($3::regconfig, text) from unnest($1::text[], $2::text[]) as given (id, text)`,
    [documents.map(({ _id }) => _id), documents.map(({ title, text }) => `${title}\n${text}`), language],
  )
  await pool.query('create index on plain using gin (words)')
  await pool.query('analyze plain')
  const search =
    (question: string): Search =>
    async (query) => {
      const { rows } = await pool.query<{ id: string }>(
        `select id from plain, (select ${question} as asked) as question where words @@ asked
         order by ts_rank_cd(words, asked) desc, id limit ${FOUND}`,
        [query, language],
      )
      return rows.map(({ id }) => id)
    }
  return {
    allWords: search('plainto_tsquery($2::regconfig, $1)'),
    anyWord: search(`replace(plainto_tsquery($2::regconfig, $1)::text, ' & ', ' | ')::tsquery`),
  }
}

interface Counted {
  readonly id: string
  readonly counts: ReadonlyMap<string, number>
  readonly length: number
}

const K1 = 1.2
const B = 0.75

/** BM25 as in Lucene (k1 1.2, b 0.75) over the stems that Postgres makes, every document read for every question. */
export async function createBm25Search(pool: Pool, language: string): Promise<Search> {
  const { rows } = await pool.query<{ id: string; lexemes: string[]; counts: number[] }>(
    `select id, array_agg(lexeme) as lexemes, array_agg(cardinality(positions)) as counts from plain, unnest(words) group by id`,
  )
  const documents = rows.map(
    ({ id, lexemes, counts }): Counted => ({
      id,
      counts: new Map(lexemes.map((lexeme, index) => [lexeme, counts[index] ?? 0])),
      length: counts.reduce((total, count) => total + count, 0),
    }),
  )
  const meanLength = documents.reduce((total, { length }) => total + length, 0) / documents.length
  const weights = new Map(
    [
      ...Map.groupBy(
        rows.flatMap(({ lexemes }) => lexemes),
        (lexeme) => lexeme,
      ),
    ].map(([lexeme, { length }]) => [lexeme, Math.log(1 + (documents.length - length + 0.5) / (length + 0.5))]),
  )
  const score = ({ counts, length }: Counted, asked: readonly string[]) =>
    asked.reduce((total, lexeme) => {
      const count = counts.get(lexeme) ?? 0
      const weight = weights.get(lexeme) ?? 0
      return total + (weight * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / meanLength))
    }, 0)
  return async (query) => {
    const asked = await pool.query<{ lexeme: string }>(`select lexeme from unnest(to_tsvector($2::regconfig, $1))`, [
      query,
      language,
    ])
    const lexemes = asked.rows.map(({ lexeme }) => lexeme)
    return documents
      .map((document) => ({ id: document.id, score: score(document, lexemes) }))
      .filter((one) => one.score > 0)
      .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
      .slice(0, FOUND)
      .map(({ id }) => id)
  }
}
