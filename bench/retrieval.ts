import type { Pool } from 'pg'
import { connect } from '../src/store/connect.ts'
import type { DocumentStore } from '../src/store/document-store.ts'
import { createDocumentStore } from '../src/store/documents.ts'
import { migrate } from '../src/store/migrate.ts'
import { median } from './support/bench-report.ts'
import { createBm25Search, createPlainSearch, type Search } from './support/plain-search.ts'
import { qualityOf, type RetrievalSet, readRetrievalSet } from './support/retrieval-set.ts'
import { runBench, type Surroundings } from './support/run-bench.ts'

interface Options {
  readonly data: string
  readonly language: string
}

// A document may be found by several of its passages.
const PASSAGES = 30

await runBench<Options>({
  name: 'bench:retrieval',
  description: 'How good the search is on a set with relevance judgements, beside plain Postgres and BM25.',
  withOptions: (command) =>
    command
      .requiredOption(
        '--data <folder>',
        'corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv), as BEIR has them',
      )
      .option('--language <name>', 'what plain Postgres and BM25 are told; OctoLLM finds out', 'english'),
  measure,
})

async function measure({ data, language }: Options, { database, progress }: Surroundings) {
  const set = await readRetrievalSet(data)
  const pool = connect({ url: database.url, max: 4, applicationName: 'octollm-bench', schema: 'octollm' })
  try {
    await migrate({ pool, schema: 'octollm' })
    const documents = createDocumentStore({ pool })
    progress(`indexing ${set.documents.length} documents`)
    const indexMs = await index(pool, documents, set)
    const plain = await createPlainSearch(pool, set, language)
    const rows = []
    for (const [name, search] of [
      ['Postgres, all words (`ts_rank_cd`)', plain.allWords],
      ['Postgres, any word (`ts_rank_cd`)', plain.anyWord],
      ['BM25 (k1 1.2, b 0.75)', await createBm25Search(pool, language)],
      ['OctoLLM, keyword', oursIn(documents)],
    ] as const) {
      progress(name)
      rows.push({ name, ...(await measureSearch(search, set)) })
    }
    return report(set, rows, indexMs)
  } finally {
    await pool.end()
  }
}

/** Milliseconds a document. */
async function index(pool: Pool, store: DocumentStore, { documents }: RetrievalSet): Promise<number> {
  const startedAt = performance.now()
  for (const { _id, title, text } of documents) {
    const whole = title === '' ? text : `# ${title}\n\n${text}`
    await store.indexDocument({ source: _id, text: whole, mediaType: 'text/markdown' })
  }
  const took = performance.now() - startedAt
  await pool.query('vacuum analyze chunks, documents')
  return took / documents.length
}

function oursIn(documents: DocumentStore): Search {
  return async (query) => {
    const hits = await documents.search(query, { method: 'keyword', limit: PASSAGES, minRelevance: 0 })
    return [...new Set(hits.map(({ source }) => source))]
  }
}

async function measureSearch(search: Search, { queries, judgements }: RetrievalSet) {
  const found = new Map<string, readonly string[]>()
  const times: number[] = []
  for (const { _id, text } of queries) {
    const startedAt = performance.now()
    found.set(_id, await search(text))
    times.push(performance.now() - startedAt)
  }
  return { ...qualityOf(found, judgements), milliseconds: median(times) }
}

type Row = Awaited<ReturnType<typeof measureSearch>> & { readonly name: string }

function report({ documents, queries }: RetrievalSet, rows: readonly Row[], indexMs: number) {
  const [, anyWord, bm25, ours] = rows
  return {
    tables: [
      {
        title: `${documents.length} documents, ${queries.length} questions`,
        columns: ['search', 'nDCG@10', 'recall@10', 'ms a question (median)'],
        rows: rows.map(({ name, ndcg, recall, milliseconds }) => [
          name,
          ndcg.toFixed(3),
          recall.toFixed(3),
          milliseconds.toFixed(1),
        ]),
      },
    ],
    goals: [
      { what: 'a better nDCG@10 than plain Postgres with any word', met: (ours?.ndcg ?? 0) > (anyWord?.ndcg ?? 1) },
      { what: 'an nDCG@10 not below that of BM25', met: (ours?.ndcg ?? 0) >= (bm25?.ndcg ?? 1) },
    ],
    notes: [`Indexing took ${indexMs.toFixed(1)} ms a document.`],
  }
}
