import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDocumentIndex } from '../src/ingest/create-document-index.ts'
import { createReader, type Reader } from '../src/ingest/create-reader.ts'
import { indexFolder } from '../src/ingest/index-folder.ts'
import { connect } from '../src/store/connect.ts'
import { createDocumentStore } from '../src/store/documents.ts'
import { migrate } from '../src/store/migrate.ts'
import { pdfOf } from '../tests/support/pdf.ts'
import { runBench, type Surroundings } from './support/run-bench.ts'

const WORDS = 'the quick brown walrus lies on a warm stone and reads of leases workers plans and budgets'.split(' ')
const PAGES = 50
const LINES = 45

async function measure({ files }: { files: string }, { database, progress }: Surroundings) {
  const pool = connect({ url: database.url, max: 8, applicationName: 'octollm-bench', schema: 'octollm' })
  const reader = createReader()
  try {
    await migrate({ pool, schema: 'octollm' })
    const documents = createDocumentStore({ pool })
    const rows = []
    for (const [kind, ending, make] of KINDS) {
      progress(kind)
      const folder = await mkdtemp(join(tmpdir(), 'octollm-ingest-'))
      const sizes = await writeAll(folder, Number(files), ending, make)
      const readMs = await timeReading(reader, kind, make, Number(files))
      const index = createDocumentIndex({ documents, reader })
      const indexMs = await timed(() => indexFolder({ path: folder, documents, index, collection: kind }))
      const againMs = await timed(() => indexFolder({ path: folder, documents, index, collection: kind }))
      await rm(folder, { recursive: true })
      const rate = (ms: number) => (sizes / 1_000 / ms).toFixed(1)
      const pages = ending === 'pdf' ? `, ${Math.round((PAGES * Number(files)) / (readMs / 1_000))} pages/s` : ''
      rows.push([
        kind,
        `${(sizes / 1_000_000).toFixed(1)} MB`,
        `${rate(readMs)} MB/s${pages}`,
        `${rate(indexMs)} MB/s`,
        `${rate(againMs)} MB/s`,
      ])
    }
    return {
      tables: [{ title: 'Indexing', columns: ['kind', 'size', 'read', 'indexed', 'again, unchanged'], rows }],
      goals: [],
      notes: [`${files} files of each kind, made of sentences; ${PAGES} pages of ${LINES} lines in a PDF, compressed.`],
    }
  } finally {
    reader.close()
    await pool.end()
  }
}

type Make = (seed: number) => Buffer

const KINDS: readonly (readonly [string, string, Make])[] = [
  [
    'text/markdown',
    'md',
    (seed) => Buffer.from(paragraphs(seed, 1_000, (n, text) => (n % 8 === 0 ? `## Part ${n}\n\n${text}` : text))),
  ],
  [
    'text/html',
    'html',
    (seed) => Buffer.from(`<main>${paragraphs(seed, 1_000, (n, text) => `<h2>Part ${n}</h2><p>${text}</p>`)}`),
  ],
  [
    'application/json',
    'json',
    (seed) =>
      Buffer.from(
        JSON.stringify(
          Array.from({ length: 1_000 }, (_, n) => ({ id: n, text: sentence(seed + n, 40) })),
          null,
          1,
        ),
      ),
  ],
  [
    'text/csv',
    'csv',
    (seed) =>
      Buffer.from(`id,text\n${Array.from({ length: 1_000 }, (_, n) => `${n},${sentence(seed + n, 40)}`).join('\n')}`),
  ],
  [
    'application/pdf',
    'pdf',
    (seed) =>
      pdfOf(
        Array.from({ length: PAGES }, (_, page) =>
          Array.from({ length: LINES }, (_, line) => sentence(seed + page * LINES + line, 12)),
        ),
        { compressed: true },
      ),
  ],
]

const paragraphs = (seed: number, count: number, wrap: (n: number, text: string) => string) =>
  Array.from({ length: count }, (_, n) => wrap(n, sentence(seed * count + n, 60))).join('\n\n')

const sentence = (seed: number, words: number) =>
  Array.from(
    { length: words },
    (_, n) => `${WORDS[(seed * 7 + n * n) % WORDS.length]}${(seed + n) % 97 === 0 ? seed : ''}`,
  ).join(' ')

async function writeAll(folder: string, files: number, ending: string, make: Make): Promise<number> {
  let bytes = 0
  for (let n = 0; n < files; n++) {
    const content = make(n)
    bytes += content.length
    await writeFile(join(folder, `${n}.${ending}`), content)
  }
  return bytes
}

/** Without a database, as many at once as the reader takes; its processes are started before. */
async function timeReading(reader: Reader, mediaType: string, make: Make, files: number): Promise<number> {
  const all = Array.from({ length: files }, (_, n) => make(n))
  const readAll = () => Promise.all(all.map((bytes) => reader.read({ bytes, mediaType })))
  await Promise.all(all.slice(0, 2).map((bytes) => reader.read({ bytes, mediaType })))
  return timed(readAll)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

await runBench({
  name: 'bench:ingest',
  description: 'How fast documents of each kind are read and put into the index.',
  withOptions: (command) => command.option('--files <number>', 'of each kind', '20'),
  measure,
})
