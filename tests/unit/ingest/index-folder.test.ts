import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryDocuments } from '../../../src/arms/retriever/memory-documents.ts'
import { createDocumentIndex } from '../../../src/ingest/create-document-index.ts'
import { createReader, type Reader } from '../../../src/ingest/create-reader.ts'
import { type FileOutcome, type IndexFolderOptions, indexFolder } from '../../../src/ingest/index-folder.ts'
import type { RawDocument } from '../../../src/ingest/reading.ts'
import type { DocumentStore } from '../../../src/store/document-store.ts'
import { pdfOf } from '../../support/pdf.ts'

describe('indexFolder', { timeout: 30_000 }, () => {
  let root: string
  let folder: string
  let documents: DocumentStore
  let reader: Reader
  let read: RawDocument[]

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'documents-'))
    folder = join(root, 'docs')
    documents = createMemoryDocuments()
    const real = createReader()
    read = []
    reader = {
      read: (raw) => {
        read.push(raw)
        return real.read(raw)
      },
      close: real.close,
    }
    await write('guide.md', '# Guide\n\nThe zebra guide.\n')
    await write('deep/er/notes.txt', 'Notes on giraffes.\n')
    await write('code.ts', 'export const walrus = 1\n')
  })
  afterEach(async () => {
    reader.close()
    await rm(root, { recursive: true })
  })

  async function write(path: string, content: string | Buffer) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  /** The sources by what came of them, in alphabetical order. */
  async function index(options: Partial<IndexFolderOptions> = {}) {
    const outcomes: FileOutcome[] = []
    const onOutcome = (outcome: FileOutcome) => void outcomes.push(outcome)
    await indexFolder({
      path: folder,
      documents,
      index: createDocumentIndex({ documents, reader }),
      onOutcome,
      ...options,
    })
    const by = Map.groupBy(outcomes, ({ status }) => status)
    return Object.fromEntries([...by].map(([status, all]) => [status, all.map(({ source }) => source).sort()]))
  }
  const sourcesFor = async (query: string) => (await documents.search(query)).map(({ source }) => source)

  it('indexes files of every kind at any depth under their relative path', async () => {
    await write('page.html', '<title>Site</title><nav>Home</nav><main><p>About pangolins.</main>')
    await write('report.pdf', pdfOf([['About okapis.']]))
    await write('data/people.csv', 'name,animal\nAnn,narwhal\n')
    await write('data/list.json', '[{"animal": "quokka"}]')
    const sources = [
      'code.ts',
      'data/list.json',
      'data/people.csv',
      'deep/er/notes.txt',
      'guide.md',
      'page.html',
      'report.pdf',
    ]
    expect(await index()).toEqual({ indexed: sources })
    for (const [word, source] of [
      ['giraffes', 'deep/er/notes.txt'],
      ['walrus', 'code.ts'],
      ['pangolins', 'page.html'],
      ['okapis', 'report.pdf'],
      ['narwhal', 'data/people.csv'],
      ['quokka', 'data/list.json'],
    ] as const) {
      expect(await sourcesFor(word)).toEqual([source])
    }
  })

  it('reads only what has changed since', async () => {
    await index()
    await write('guide.md', '# Guide\n\nThe lion guide.\n')
    read.length = 0
    expect(await index()).toEqual({ indexed: ['guide.md'], unchanged: ['code.ts', 'deep/er/notes.txt'] })
    expect(read).toHaveLength(1)
    expect(await sourcesFor('zebra')).toEqual([])
  })

  it('forgets what is gone from the folder, and nothing that came from elsewhere', async () => {
    await mkdir(join(root, 'other'))
    await writeFile(join(root, 'other', 'tapir.md'), 'About tapirs.')
    await index({ path: join(root, 'other') })
    await documents.indexDocument({ source: 'sent.md', text: 'About axolotls.', mediaType: 'text/markdown' })
    await index()
    await rm(join(folder, 'guide.md'))
    await rm(join(folder, 'deep'), { recursive: true })
    expect(await index()).toEqual({ removed: ['deep/er/notes.txt', 'guide.md'], unchanged: ['code.ts'] })
    expect((await documents.list()).map(({ source }) => source)).toEqual(['code.ts', 'sent.md', 'tapir.md'])
  })

  it('forgets nothing where it did not look: what is excluded, and folders that cannot be read', async () => {
    await index()
    await rm(join(folder, 'guide.md'))
    expect(await index({ exclude: (path) => path === 'guide.md' })).toEqual({
      unchanged: ['code.ts', 'deep/er/notes.txt'],
    })
    expect(await index({ path: join(folder, 'code.ts') })).toEqual({ unchanged: ['code.ts'] })
    expect(await sourcesFor('zebra')).toEqual(['guide.md'])
  })

  it('keeps what is below a folder that may not be read now', async () => {
    await index()
    await chmod(join(folder, 'deep'), 0o000) // which a superuser may read all the same
    const outcomes = await index()
    await chmod(join(folder, 'deep'), 0o755)
    expect(outcomes).not.toHaveProperty('removed')
    expect(await sourcesFor('giraffes')).toEqual(['deep/er/notes.txt'])
  })

  it('follows a file to its new name without reading it again', async () => {
    await index()
    await rename(join(folder, 'guide.md'), join(folder, 'deep', 'handbook.md'))
    read.length = 0
    expect(await index()).toEqual({ moved: ['deep/handbook.md'], unchanged: ['code.ts', 'deep/er/notes.txt'] })
    expect(read).toEqual([])
    expect(await sourcesFor('zebra')).toEqual(['deep/handbook.md'])
  })

  it('keeps collections apart, under their name and in the metadata', async () => {
    await index()
    await index({ collection: 'zoo', metadata: { tags: ['wild'], year: 2026 } })
    expect(await sourcesFor('zebra')).toEqual(['guide.md', 'zoo/guide.md'])
    const inZoo = await documents.search('zebra', {
      metadata: { collection: ['zoo'], tags: ['wild'], year: { gt: 2025 } },
    })
    expect(inZoo.map(({ source }) => source)).toEqual(['zoo/guide.md'])
    await rm(join(folder, 'guide.md'))
    expect(await index({ collection: 'zoo' })).toMatchObject({ removed: ['zoo/guide.md'] })
    expect(await sourcesFor('zebra')).toEqual(['guide.md'])
  })

  it('gives every document its format and the time it was modified', async () => {
    await index()
    const [entry] = (await documents.list()).filter(({ source }) => source === 'guide.md')
    expect(entry).toMatchObject({ title: 'Guide', sizeBytes: 26, passages: 1, mediaType: 'text/markdown' })
    expect(entry?.metadata).toEqual({ format: 'markdown', modified: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) })
  })

  it('never follows a symbolic link, to a file or to a folder', async () => {
    await writeFile(join(root, 'secret.md'), 'The password is swordfish.')
    await symlink(join(root, 'secret.md'), join(folder, 'link.md'))
    await symlink(root, join(folder, 'up'))
    expect((await index())['indexed']).toHaveLength(3)
    expect(await sourcesFor('swordfish')).toEqual([])
  })

  it('leaves out hidden files, dependencies, what is of no kind it reads, and what is excluded', async () => {
    for (const path of ['.env.txt', '.git/notes.md', 'node_modules/x/readme.md', 'image.png', 'drafts/one.md']) {
      await write(path, 'panther')
    }
    const seen: string[] = []
    const exclude = (path: string) => {
      seen.push(path)
      return path === 'drafts'
    }
    expect((await index({ exclude }))['indexed']).toHaveLength(3)
    expect(seen).not.toContain('drafts/one.md')
  })

  it('skips what is too large, binary or broken, says why, and no longer finds what stood there before', async () => {
    await write('big.txt', 'About lemurs.')
    await index()
    await write('big.txt', 'x'.repeat(10_000_001))
    await write('blob.txt', Buffer.from([104, 0, 105]))
    await write('scan.pdf', pdfOf([[], []]))
    const told: (string | undefined)[] = []
    await index({ onOutcome: ({ source, status, reason }) => status === 'skipped' && told.push(`${source} ${reason}`) })
    expect(told.sort()).toEqual([
      'big.txt is larger than 10 MB',
      'blob.txt not a text file',
      'scan.pdf has no text, only pictures of pages: have its text recognised (OCR) first',
    ])
    expect(await sourcesFor('lemurs')).toEqual([])
  })

  it('keeps what was indexed before when the reader gives up, which may be no doing of the file', async () => {
    await index()
    await write('guide.md', '# Guide\n\nThe lion guide.\n')
    const giving = { read: async () => ({ refused: 'takes longer than 30 s to read', gaveUp: true }), close() {} }
    const outcomes = await index({ index: createDocumentIndex({ documents, reader: giving }) })
    expect(outcomes).toMatchObject({ skipped: ['guide.md'] })
    expect(await sourcesFor('zebra')).toEqual(['guide.md'])
  })

  it('refuses a folder that cannot be read and says what to do', async () => {
    await expect(index({ path: join(root, 'nowhere') })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('Name a file or folder that exists'),
    })
  })

  it('stops when it is told to, and forgets nothing', async () => {
    await index()
    await rm(join(folder, 'guide.md'))
    await expect(index({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    expect(await sourcesFor('zebra')).toEqual(['guide.md'])
  })

  it('says how many files it found before it reads one, and stops beginning more after an error', async () => {
    const told: (number | string)[] = []
    await index({ onFound: (files) => told.push(files), onOutcome: ({ status }) => told.push(status) })
    expect(told).toEqual([3, 'indexed', 'indexed', 'indexed'])
    for (let n = 0; n < 20; n++) await write(`many/${n}.md`, `Number ${n}.`)
    let tried = 0
    const add = async () => {
      tried += 1
      throw new Error('the database is gone')
    }
    await expect(index({ index: { add, remove: async () => 0 } })).rejects.toThrow('the database is gone')
    expect(tried).toBeLessThanOrEqual(4)
  })
})
