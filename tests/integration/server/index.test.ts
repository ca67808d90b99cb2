import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDocumentIndex } from '../../../src/ingest/create-document-index.ts'
import { createReader } from '../../../src/ingest/create-reader.ts'
import type { DocumentStore } from '../../../src/store/document-store.ts'
import { createDocumentStore } from '../../../src/store/documents.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'
import { openServer, type ServerUnderTest } from '../../support/http-server.ts'
import { pdfOf } from '../../support/pdf.ts'

describe('/index', { timeout: 30_000 }, () => {
  let database: FreshDatabase
  let documents: DocumentStore
  let server: ServerUnderTest
  const reader = createReader()

  beforeAll(async () => {
    database = await freshDatabase()
    await migrate({ pool: database.pool, schema: 'public' })
    documents = createDocumentStore({ pool: database.pool })
    const indexing = { documents, index: createDocumentIndex({ documents, reader }) }
    server = await openServer(() => ({ indexing }))
  })
  afterAll(async () => {
    reader.close()
    await server.close()
    await database.drop()
  })

  const send = (source: string, type: string, body: string | Buffer) =>
    server.call(`/index?source=${encodeURIComponent(source)}`, {
      method: 'POST',
      headers: type === '' ? {} : { 'Content-Type': type },
      body: typeof body === 'string' ? body : Uint8Array.from(body),
    })

  it('takes several documents at once and says of each what came of it', async () => {
    const pdf = pdfOf([['The okapi report.']])
    const sent = [
      {
        source: 'a/zebra.md',
        text: '# Zebras\n\nStriped.',
        metadata: { team: 'zoo', tags: ['wild', 'big'], year: 2026 },
      },
      { source: 'a/okapi.pdf', content_base64: pdf.toString('base64') },
      { source: 'a/notes', text: '<p>Quokkas</p>', media_type: 'text/html' },
      { source: 'a/photo.png', content_base64: 'AAAA' },
      { source: 'a/broken.pdf', text: 'no pdf' },
    ]
    const { status, body } = await server.call('/index', { json: { documents: sent } })
    expect(status).toBe(200)
    expect(body).toEqual({
      indexed: 3,
      unchanged: 0,
      skipped: 2,
      documents: [
        { source: 'a/zebra.md', status: 'indexed', passages: 1, notes: [] },
        { source: 'a/okapi.pdf', status: 'indexed', passages: 1, notes: [] },
        { source: 'a/notes', status: 'indexed', passages: 1, notes: [] },
        {
          source: 'a/photo.png',
          status: 'skipped',
          passages: 0,
          notes: [],
          reason: 'is of a type that is not read here',
        },
        { source: 'a/broken.pdf', status: 'skipped', passages: 0, notes: [], reason: 'is no valid PDF' },
      ],
    })
    expect(await documents.search('okapi')).toMatchObject([{ source: 'a/okapi.pdf', place: 'page 1', startLine: 1 }])
    expect((await server.call('/index', { json: { documents: sent } })).body).toMatchObject({
      unchanged: 3,
      skipped: 2,
    })
  })

  it('takes one document as the body itself: 201 when it is new, 200 when it is known', async () => {
    expect(await send('b/tapir.pdf', 'application/pdf', pdfOf([['Tapirs.']], { compressed: true }))).toMatchObject({
      status: 201,
      body: { source: 'b/tapir.pdf', status: 'indexed', passages: 1, notes: [] },
    })
    expect((await send('b/tapir.pdf', 'application/pdf', pdfOf([['Tapirs.']], { compressed: true }))).status).toBe(200)
    // A JSON document is not taken for a list of documents.
    expect((await send('b/list.json', 'application/json', '[{"animal": "numbat"}]')).status).toBe(201)
    const latin1 = await send('b/latin.html', 'text/html; charset=iso-8859-1', Buffer.from('<p>Größe', 'latin1'))
    expect(latin1.body).toMatchObject({ notes: ['read as windows-1252'] })
    const hits = await Promise.all(['numbat', 'Größe'].map((word) => documents.search(word)))
    expect(hits.map(([hit]) => [hit?.place, hit?.text])).toEqual([
      ['/0', 'animal: numbat'],
      [undefined, 'Größe'],
    ])
  })

  it('leaves it to the ending of the source when the type says nothing', async () => {
    expect((await send('b/plain.md', 'application/octet-stream', '# Plain')).status).toBe(201)
    expect((await send('b/untyped.md', '', Buffer.from('# Untyped'))).status).toBe(201)
  })

  it.each([
    ['a type nobody reads', 'c/photo.png', 'image/png', 'x', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['more than is read of the type', 'c/big.txt', 'text/plain', 'x'.repeat(10_000_001), 413, 'REQUEST_TOO_LARGE'],
    ['what cannot be read', 'c/scan.pdf', 'application/pdf', pdfOf([[]]), 422, 'REQUEST_INVALID'],
    ['no body', 'c/none.md', 'text/markdown', '', 422, 'REQUEST_INVALID'],
    ['a source that no citation could name', 'c/\n', 'text/markdown', 'x', 422, 'REQUEST_INVALID'],
  ])('refuses %s as a problem, and indexes nothing', async (_what, source, type, body, status, code) => {
    expect(await send(source, type, body)).toMatchObject({ status, body: { code } })
    expect((await documents.list({ limit: 200 })).filter((document) => document.source.startsWith('c/'))).toEqual([])
  })

  it.each([
    [{ documents: [] }, 'documents'],
    [{ documents: [{ source: 'd.md' }] }, 'documents.0'],
    [{ documents: [{ source: 'd.md', text: 'x', content_base64: 'eA==' }] }, 'documents.0'],
    [{ documents: [{ source: 'd.md', content_base64: 'not base64!' }] }, 'documents.0.content_base64'],
    [{ documents: [{ source: 'd.md', text: 'x', metadata: { deep: { er: 1 } } }] }, 'documents.0.metadata.deep'],
    [{ documents: [{ source: 'd.md', text: 'x', colour: 'red' }] }, 'documents.0'],
  ])('names what is wrong with %j', async (json, path) => {
    const { status, body } = await server.call('/index', { json })
    expect(status).toBe(422)
    expect(body['errors']).toMatchObject([{ path }])
  })

  it('refuses a body above 20 MB of JSON', async () => {
    const json = { documents: [{ source: 'd.md', text: 'x'.repeat(21 * 1_048_576) }] }
    expect((await server.call('/index', { json })).status).toBe(413)
  })

  it('lists what is indexed, page by page, with metadata and counts', async () => {
    const seen: unknown[] = []
    let cursor = ''
    do {
      const { body } = await server.call(`/index?limit=2${cursor}`)
      expect(body['total_documents']).toBe(await documents.count().then((count) => count.documents))
      seen.push(...(Array.isArray(body['documents']) ? body['documents'] : []))
      cursor = body['next_cursor'] === null ? '' : `&cursor=${body['next_cursor']}`
    } while (cursor !== '')
    const all = await documents.list({ limit: 200 })
    expect(seen).toHaveLength(all.length)
    expect(seen).toContainEqual({
      source: 'a/zebra.md',
      media_type: 'text/markdown',
      title: 'Zebras',
      size_bytes: 18,
      passages: 1,
      metadata: { format: 'markdown', team: 'zoo', tags: ['wild', 'big'], year: 2026 },
      indexed_at: expect.stringMatching(/^\d{4}-/),
    })
  })

  it('takes a document out, and all below a folder', async () => {
    const remove = (source: string) => server.call(`/index?source=${encodeURIComponent(source)}`, { method: 'DELETE' })
    expect(await remove('a/zebra.md')).toMatchObject({ status: 200, body: { removed: 1 } })
    expect(await remove('a/zebra.md')).toMatchObject({ status: 404, body: { code: 'DOCUMENT_NOT_FOUND' } })
    expect(await remove('a/')).toMatchObject({ status: 200, body: { removed: 2 } })
    expect(await documents.search('okapi')).toEqual([])
  })

  it('writes no source, no title and no text of a document into the log', async () => {
    await send('people/ann.miller@example.org.pdf', 'application/pdf', 'Ann Miller')
    expect(server.logged()).not.toMatch(/ann|miller/i)
  })
})
