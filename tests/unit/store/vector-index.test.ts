import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAiEmbeddings } from '../../../src/model/embeddings.ts'
import { connect } from '../../../src/store/connect.ts'
import type { DocumentStore } from '../../../src/store/document-store.ts'
import { createDocumentStore } from '../../../src/store/documents.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { createVectorIndex, type VectorIndex } from '../../../src/store/vector-index.ts'
import { freshDatabase } from '../../support/database.ts'
import { startEmbeddingServer } from '../../support/embedding-server.ts'
import { vectorDatabase } from '../../support/vector-database.ts'

type Server = Awaited<ReturnType<typeof startEmbeddingServer>>

const warnings: string[] = []
const log = { warn: (_: object, message: string) => void warnings.push(message) }

const put = (documents: DocumentStore, source: string, text: string, metadata = {}) =>
  documents.indexDocument({ source, text, mediaType: 'text/plain', metadata })

describe('createVectorIndex on a server with pgvector', () => {
  let database: Awaited<ReturnType<typeof vectorDatabase>>
  let server: Server
  let vectors: VectorIndex
  let documents: DocumentStore

  beforeAll(async () => {
    database = await vectorDatabase()
    await migrate({ pool: database.pool, schema: 'octollm', only: SEARCHED })
  })
  afterAll(() => database.close())

  const open = (model = 'small') => {
    vectors = createVectorIndex({ pool: database.pool, log, model: openAiEmbeddings({ model, baseUrl: server.url }) })
    documents = createDocumentStore({ pool: database.pool, vectors })
  }

  beforeEach(async () => {
    warnings.length = 0
    await database.pool.query('truncate documents, embedding_model cascade; drop table if exists chunk_embeddings')
    server = await startEmbeddingServer()
    open()
    await put(documents, 'leave.txt', 'Every employee has 28 days of vacation a year.', { year: 2025 })
    await put(documents, 'refunds.txt', 'The money back goes to the original card.', { year: 2024 })
    await put(documents, 'ops.txt', 'A backup is made every night.', { year: 2025 })
    await put(documents, 'other.txt', 'The office has a green door.', { year: 2025 })
    await vectors.fill()
  })
  afterEach(async () => {
    await vectors.close()
    await server.close()
  })

  const sourcesFor = async (query: string, options = {}) =>
    (await documents.search(query, options)).map(({ source }) => source)

  it('finds by meaning what has none of the words', async () => {
    expect(await sourcesFor('holiday', { method: 'keyword' })).toEqual([])
    expect(await documents.find('holiday', { method: 'vector' })).toMatchObject({
      method: 'vector',
      hits: [{ source: 'leave.txt', startLine: 1, endLine: 1 }],
    })
    expect(await documents.find('holiday')).toMatchObject({ method: 'hybrid', hits: [{ source: 'leave.txt' }] })
  })

  it('says honestly that nothing is near enough', async () => {
    expect(await sourcesFor('snapshot', { method: 'vector', sources: ['leave.txt', 'other.txt'] })).toEqual([])
  })

  it('gives every relevance between 0 and 1', async () => {
    const hits = await documents.search('time off', { minRelevance: 0, limit: 10 })
    for (const { score } of hits) expect(score >= 0 && score <= 1).toBe(true)
    expect(hits).toHaveLength(4)
  })

  it('puts what both methods find above what one finds', async () => {
    await put(documents, 'words.txt', 'Card, card, card: the original.')
    await vectors.fill()
    expect((await sourcesFor('return to the original card'))[0]).toBe('refunds.txt')
  })

  it('looks only into the documents that the filters allow', async () => {
    expect(await sourcesFor('holiday', { method: 'vector', metadata: { year: [2024] } })).toEqual([])
    expect(await sourcesFor('holiday', { method: 'vector', metadata: { year: { gte: 2025 } } })).toEqual(['leave.txt'])
  })

  it('asks the model for no vector twice, and for those of what is new', async () => {
    const before = server.texts.length
    await put(documents, 'new.txt', 'A restore takes an hour.')
    expect(await vectors.fill()).toMatchObject({ failed: 0 })
    await vectors.fill()
    expect(server.texts.slice(before)).toEqual(['A restore takes an hour.'])
  })

  it('goes on by words while the model is down, says so, and fills in the rest when it is back', async () => {
    server.failFor(() => true)
    await put(documents, 'new.txt', 'A snapshot of the database.')
    await vectors.fill()
    expect(await documents.find('snapshot')).toMatchObject({ method: 'keyword', hits: [{ source: 'new.txt' }] })
    expect(warnings).toEqual(expect.arrayContaining(['embeddings.not_made', 'embeddings.search_by_words_only']))
    server.failFor(() => false)
    await vectors.fill()
    expect(await sourcesFor('restore', { method: 'vector' })).toContain('new.txt')
  })

  it('leaves out a passage that the model refuses, and makes the vectors of the others', async () => {
    server.failFor((text) => text.includes('poison'))
    await put(documents, 'bad.txt', 'poison')
    await put(documents, 'good.txt', 'A restore takes an hour.')
    await vectors.fill()
    expect(await sourcesFor('snapshot', { method: 'vector' })).toContain('good.txt')
  })

  it('makes all vectors anew for another model, whatever their length', async () => {
    await vectors.close()
    open('wide')
    await vectors.fill()
    expect(server.texts.slice(-4)).toContain('A backup is made every night.')
    expect(await sourcesFor('holiday', { method: 'vector' })).toEqual(['leave.txt'])
  })

  it('forgets the vector with its passage', async () => {
    await documents.remove('leave.txt')
    expect(await sourcesFor('holiday', { method: 'vector' })).toEqual([])
  })

  it('leaves the filling to the process that is at it, and takes over when that one is gone', async () => {
    await database.pool.query(
      `update embedding_model set filled_by = 'another', filled_until = now() + interval '1 hour'`,
    )
    await put(documents, 'new.txt', 'A restore takes an hour.')
    expect(await vectors.fill()).toEqual({ embedded: 0, failed: 0 })
    await database.pool.query(`update embedding_model set filled_until = now() - interval '1 second'`)
    expect(await vectors.fill()).toMatchObject({ embedded: 1 })
  })
})

const SEARCHED = ['0003-documents.sql', '0009-search.sql', '0010-ingest.sql']

describe('createVectorIndex on the server of the test run', () => {
  it('makes vectors where it has pgvector, and else searches by words and says so', async () => {
    const database = await freshDatabase()
    await migrate({ pool: database.pool, schema: 'octollm' })
    const pool = connect({ url: database.url, max: 4, applicationName: 'vectors', schema: 'octollm' })
    const server = await startEmbeddingServer()
    const vectors = createVectorIndex({ pool, log, model: openAiEmbeddings({ model: 'small', baseUrl: server.url }) })
    try {
      const documents = createDocumentStore({ pool, vectors })
      await put(documents, 'leave.txt', 'Every employee has 28 days of vacation a year.')
      const { rows } = await pool.query(`select from pg_available_extensions where name = 'vector'`)
      const filled = await vectors.fill()
      expect(filled.embedded).toBe(rows.length)
      expect(await documents.find('vacation', { method: 'vector' })).toMatchObject({
        method: rows.length === 1 ? 'vector' : 'keyword',
        hits: [{ source: 'leave.txt' }],
      })
    } finally {
      await vectors.close()
      await server.close()
      await pool.end()
      await database.drop()
    }
  })
})
