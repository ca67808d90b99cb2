import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CutDocument, DocumentStore } from '../../src/store/document-store.ts'

interface Opened {
  readonly documents: DocumentStore
  close(): Promise<void>
}

/** What every `DocumentStore` promises to whoever puts documents in. Each implementation's test file calls this once. */
export function describeDocumentIndexing(name: string, open: () => Promise<Opened>): void {
  describe(`${name} keeps the indexing side of the DocumentStore contract`, () => {
    let opened: Opened
    let documents: DocumentStore
    const cut = (source: string, text: string, more: Partial<CutDocument> = {}): CutDocument => ({
      source,
      fingerprint: `of ${text}`,
      mediaType: 'application/pdf',
      title: 'A title',
      sizeBytes: 1_234,
      metadata: {},
      origin: null,
      passages: [{ startLine: 1, endLine: 1, heading: '', text }],
      ...more,
    })

    beforeEach(async () => {
      opened = await open()
      documents = opened.documents
    })
    afterEach(() => opened.close())

    it('gives with a hit where it stands: place, and the line of each of its lines', async () => {
      const passage = {
        startLine: 7,
        endLine: 9,
        heading: '',
        text: 'A narwhal\nswims',
        place: 'page 3',
        lineNumbers: [7, 9],
      }
      await documents.put(cut('sea.pdf', '', { passages: [passage] }))
      await documents.put(cut('land.md', 'A narwhal on land.'))
      const hits = await documents.search('narwhal')
      expect(hits.find(({ source }) => source === 'sea.pdf')).toMatchObject({ place: 'page 3', lineNumbers: [7, 9] })
      const other = hits.find(({ source }) => source === 'land.md')
      expect(other).not.toHaveProperty('place')
      expect(other).not.toHaveProperty('lineNumbers')
    })

    it('knows content by its fingerprint, and takes new metadata without new passages', async () => {
      const first = cut('a.pdf', 'An okapi.', { metadata: { year: 2025 } })
      expect(await documents.renew(first)).toBe(false)
      expect(await documents.put(first)).toBe('indexed')
      expect(await documents.put({ ...first, metadata: { year: 2026 } })).toBe('unchanged')
      expect(await documents.renew({ ...first, metadata: { year: 2027, tags: ['x'] }, origin: 'here' })).toBe(true)
      expect(await documents.renew({ ...first, fingerprint: 'another' })).toBe(false)
      expect(await documents.list()).toMatchObject([{ metadata: { year: 2027, tags: ['x'] } }])
      expect([...(await documents.indexedFrom('here')).keys()]).toEqual(['a.pdf'])
    })

    it('gives a moved document its new name, in place of what was there', async () => {
      await documents.put(cut('old.pdf', 'An okapi.'))
      await documents.put(cut('new.pdf', 'A tapir.'))
      expect(await documents.move('old.pdf', 'new.pdf')).toBe(true)
      expect(await documents.move('old.pdf', 'new.pdf')).toBe(false)
      expect((await documents.search('okapi')).map(({ source }) => source)).toEqual(['new.pdf'])
      expect(await documents.search('tapir')).toEqual([])
    })

    it('tells apart what came from where', async () => {
      await documents.put(cut('a.pdf', 'One.', { origin: 'here' }))
      await documents.put(cut('b.pdf', 'Two.', { origin: 'there' }))
      await documents.put(cut('c.pdf', 'Three.'))
      expect(await documents.indexedFrom('here')).toEqual(new Map([['a.pdf', 'of One.']]))
      expect(await documents.indexedFrom('nowhere')).toEqual(new Map())
    })

    it('lists every document once, page by page, and counts them', async () => {
      const sources = ['b.pdf', 'B.pdf', 'a/z.pdf', 'a.pdf', 'ä.pdf', 'a b.pdf']
      for (const source of sources) await documents.put(cut(source, `About ${source}.`))
      const seen: string[] = []
      for (let after: string | undefined; ; after = seen.at(-1)) {
        const page = await documents.list({ limit: 2, after })
        if (page.length === 0) break
        seen.push(...page.map(({ source }) => source))
      }
      expect(seen.toSorted()).toEqual(sources.toSorted())
      expect(await documents.count()).toEqual({ documents: 6, passages: 6 })
      const [entry] = await documents.list({ limit: 1 })
      expect(entry).toMatchObject({ title: 'A title', sizeBytes: 1_234, passages: 1, mediaType: 'application/pdf' })
    })

    it('takes NUL and broken characters wherever they stand', async () => {
      const odd = 'odd \0 \uD800 one'
      const passage = { startLine: 1, endLine: 1, heading: odd, text: odd, place: odd }
      expect(await documents.put(cut('odd.pdf', '', { title: odd, metadata: { odd }, passages: [passage] }))).toBe(
        'indexed',
      )
      expect(await documents.search('odd')).toHaveLength(1)
      expect(await documents.remove('no \0 \uD800 such.pdf')).toBe(false)
      expect(await documents.list({ after: 'a\0' })).toHaveLength(1)
    })

    it('keeps every passage of a long document, each once', async () => {
      const passages = Array.from({ length: 1_001 }, (_, at) => ({
        startLine: at + 1,
        endLine: at + 1,
        heading: '',
        text: `beast${at}`,
      }))
      await documents.put(cut('beasts.pdf', '', { passages }))
      expect(await documents.count()).toEqual({ documents: 1, passages: 1_001 })
      for (const at of [0, 249, 250, 251, 1_000]) {
        expect(await documents.search(`beast${at}`)).toMatchObject([{ startLine: at + 1 }])
      }
    })

    it('keeps the earlier document when the new one cannot be stored whole', async () => {
      await documents.put(cut('a.pdf', 'An okapi.'))
      const broken = cut('a.pdf', 'A tapir.', { passages: Array.from({ length: 3 }, () => Object.create(null)) })
      await expect(documents.put(broken)).rejects.toThrow()
      expect(await documents.search('okapi')).toHaveLength(1)
    })
  })
}
