import type { Pool } from 'pg'
import { supports } from '../src/arms/retriever/statements.ts'
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
  readonly others?: string
}

// A document may be found by several of its passages.
const PASSAGES = 30
const ASKED_OF_OTHERS = 200

await runBench<Options>({
  name: 'bench:retrieval',
  description: 'How good the search is on a set with relevance judgements, beside plain Postgres and BM25.',
  withOptions: (command) =>
    command
      .requiredOption(
        '--data <folder>',
        'corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv), as BEIR has them',
      )
      .option('--others <folder>', 'a set whose questions this one cannot answer: how many find nothing')
      .option('--language <name>', 'what plain Postgres and BM25 are told; OctoLLM finds out', 'english'),
  measure,
})

async function measure({ data, language, others }: Options, { database, progress }: Surroundings) {
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
    progress('the floor')
    const shares: Share[] = [['own questions that find nothing', await shareWithoutHits(documents, set)]]
    if (others !== undefined) {
      const theirs = await shareWithoutHits(documents, await readRetrievalSet(others))
      shares.push(['questions of the other set that find nothing', theirs])
    }
    return report(set, rows, [...shares, ...supportIn(set)], indexMs)
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

type Share = readonly [what: string, share: number]

async function shareWithoutHits(documents: DocumentStore, { queries }: RetrievalSet): Promise<number> {
  const asked = queries.slice(0, ASKED_OF_OTHERS)
  let without = 0
  for (const { text } of asked) if ((await documents.search(text, { method: 'keyword' })).length === 0) without += 1
  return without / asked.length
}

/** How often a question counts as supported by the document that answers it, and by the one after that. */
function supportIn({ documents, queries, judgements }: RetrievalSet): Share[] {
  const places = new Map(documents.map(({ _id }, index) => [_id, index]))
  const supportedBy = (distance: number) => {
    const supported = queries.filter(({ _id, text }) => {
      const [answer = ''] = judgements.get(_id)?.keys() ?? []
      const document = documents[((places.get(answer) ?? 0) + distance) % documents.length]
      return document && supports(document, text)
    })
    return supported.length / queries.length
  }
  return [
    ['questions supported by a document that answers them', supportedBy(0)],
    ['questions supported by the document after it', supportedBy(1)],
  ]
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

function report({ documents, queries }: RetrievalSet, rows: readonly Row[], shares: readonly Share[], indexMs: number) {
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
      {
        title: 'Floor and support',
        columns: ['what', 'share'],
        rows: shares.map(([what, share]) => [what, share.toFixed(2)]),
      },
    ],
    goals: [
      { what: 'a better nDCG@10 than plain Postgres with any word', met: (ours?.ndcg ?? 0) > (anyWord?.ndcg ?? 1) },
      { what: 'an nDCG@10 not below that of BM25', met: (ours?.ndcg ?? 0) >= (bm25?.ndcg ?? 1) },
    ],
    notes: [`Indexing took ${indexMs.toFixed(1)} ms a document.`],
  }
}
