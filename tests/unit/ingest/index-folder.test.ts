import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type IndexProgress, indexFolder } from '../../../../src/arms/retriever/index-folder.ts'
import { createMemoryDocuments } from '../../../../src/arms/retriever/memory-documents.ts'
import type { DocumentStore } from '../../../../src/store/document-store.ts'

describe('indexFolder', () => {
  let root: string
  let folder: string
  let documents: DocumentStore

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'documents-'))
    folder = join(root, 'docs')
    documents = createMemoryDocuments()
    await write('guide.md', '# Guide\n\nThe zebra guide.\n')
    await write('deep/er/notes.txt', 'Notes on giraffes.\n')
    await write('code.ts', 'export const walrus = 1\n')
  })
  afterEach(() => rm(root, { recursive: true }))

  async function write(path: string, content: string | Buffer) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const sourcesFor = async (query: string) => (await documents.search(query)).map(({ source }) => source)

  it('indexes text files at any depth under their relative path', async () => {
    expect(await indexFolder({ folder, documents })).toEqual({ indexed: 3, unchanged: 0, skipped: [] })
    expect(await sourcesFor('giraffes')).toEqual(['deep/er/notes.txt'])
    expect(await sourcesFor('walrus')).toEqual(['code.ts'])
  })

  it('indexes only what has changed since, and tells of each file', async () => {
    await indexFolder({ folder, documents })
    await write('guide.md', '# Guide\n\nThe lion guide.\n')
    const told: IndexProgress[] = []
    const summary = await indexFolder({ folder, documents, onProgress: (progress) => told.push(progress) })
    expect(summary).toEqual({ indexed: 1, unchanged: 2, skipped: [] })
    expect(told.find(({ outcome }) => outcome === 'indexed')?.source).toBe('guide.md')
    expect(told).toHaveLength(3)
    expect(await sourcesFor('zebra')).toEqual([])
  })

  it('never follows a symbolic link, to a file or to a folder', async () => {
    await writeFile(join(root, 'secret.md'), 'The password is swordfish.')
    await symlink(join(root, 'secret.md'), join(folder, 'link.md'))
    await symlink(root, join(folder, 'up'))
    expect(await indexFolder({ folder, documents })).toEqual({ indexed: 3, unchanged: 0, skipped: [] })
    expect(await sourcesFor('swordfish')).toEqual([])
  })

  it('leaves out hidden files, dependencies, what is no text, and what is excluded', async () => {
    await write('.env.txt', 'panther')
    await write('.git/notes.md', 'panther')
    await write('node_modules/x/readme.md', 'panther')
    await write('image.png', 'panther')
    await write('drafts/one.md', 'panther')
    const seen: string[] = []
    const exclude = (path: string) => {
      seen.push(path)
      return path === 'drafts'
    }
    expect(await indexFolder({ folder, documents, exclude })).toMatchObject({ indexed: 3 })
    expect(await sourcesFor('panther')).toEqual([])
    expect(seen).not.toContain('drafts/one.md')
  })

  it('skips files above 2 MB and binary ones, and says why', async () => {
    await write('big.txt', 'x'.repeat(2_000_001))
    await write('blob.txt', Buffer.from([104, 0, 105]))
    expect((await indexFolder({ folder, documents })).skipped).toEqual([
      { source: 'big.txt', reason: 'larger than 2 MB' },
      { source: 'blob.txt', reason: 'not a text file' },
    ])
  })

  it('refuses a folder that cannot be read and says what to do', async () => {
    await expect(indexFolder({ folder: join(root, 'nowhere'), documents })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      message: expect.stringContaining('Name a folder that exists'),
    })
  })

  it('stops when it is told to', async () => {
    await expect(indexFolder({ folder, documents, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    )
  })
})
