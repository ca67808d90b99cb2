import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type DocumentMetadata,
  type DocumentStore,
  RELEVANCE_FLOOR,
  type SearchOptions,
} from '../../src/store/document-store.ts'

const HANDBOOK = `# Handbook

## Refunds

Customers may return a product within 30 days of delivery.
Refunds are paid to the original card within five working days.

## Vacation

Every employee has 28 days of paid vacation a year.
Up to five unused days carry over to the next year.
`

const OPERATIONS = `# Operations

## Backups

Backups run every night at two and are kept for 14 days.

## Restarting

Use the --dry-run flag to see what a restart would stop.
The control tower dashboard shows every worker.
`

const GERMAN = `Jeder Mitarbeiter hat achtundzwanzig Urlaubstage im Jahr, die er mit seiner Abteilung abstimmt.
Angestellte in Teilzeit haben entsprechend weniger freie Tage.
`
const FRENCH = `Chaque salarié dispose de vingt-huit jours de congés payés par année, à prendre avant la fin du mois de mai.
Les jours qui ne sont pas pris sont perdus.
`
const RUSSIAN = `Каждому сотруднику положено двадцать восемь дней отпуска в год, и он сам выбирает, когда их взять.
Неиспользованные дни переносятся на следующий год.
`
const CHINESE = `每位员工每年有二十八天带薪假期,可以分几次休完。
未使用的假期不能转到下一年。
`
const JAPANESE = `社員には年に二十八日の有給休暇があります。
使わなかった休暇は翌年に繰り越せません。
`
const THAI = `พนักงานทุกคนมีวันลาพักร้อนยี่สิบแปดวันต่อปี
วันที่ไม่ได้ใช้จะหมดไปเมื่อสิ้นปี
`
const LANGUAGES = {
  ...{ 'urlaub.md': GERMAN, 'conges.md': FRENCH, 'otpusk.md': RUSSIAN },
  ...{ 'jiaqi.md': CHINESE, 'kyuka.md': JAPANESE, 'wan-la.md': THAI },
}

interface Opened {
  readonly documents: DocumentStore
  close(): Promise<void>
}

/** What every `DocumentStore` promises. Each implementation's test file calls this once. */
export function describeDocumentStore(name: string, open: () => Promise<Opened>): void {
  describe(`${name} keeps the DocumentStore contract`, () => {
    let opened: Opened
    let documents: DocumentStore
    const put = (source: string, text: string) => documents.indexDocument({ source, text, mediaType: 'text/markdown' })

    beforeEach(async () => {
      opened = await open()
      documents = opened.documents
      await put('handbook.md', HANDBOOK)
      await put('ops/runbook.md', OPERATIONS)
    })
    afterEach(() => opened.close())

    it.each([
      ['How many days of vacation does an employee have?', 'handbook.md', '28 days of paid vacation'],
      ['When are the backups made and how long are they kept?', 'ops/runbook.md', 'every night at two'],
      ['What happens with unused vacation days?', 'handbook.md', 'carry over'],
      ['refunds', 'handbook.md', 'original card'],
      ['what does the --dry-run flag do', 'ops/runbook.md', 'what a restart would stop'],
    ])('answers the natural question "%s" with the passage that bears on it', async (question, source, text) => {
      const [best] = await documents.search(question)
      expect(best).toMatchObject({ source, text: expect.stringContaining(text) })
    })

    it.each(['How tall is the Eiffel Tower in Paris?', 'the of and', '', '???', "';--\\ ' | & !"])(
      'says honestly that it finds nothing for "%s"',
      async (question) => {
        expect(await documents.search(question)).toEqual([])
      },
    )

    it('gives the lines exactly as they stand in the document', async () => {
      const hits = await documents.search('refunds vacation days of delivery', { limit: 10 })
      expect(hits.length).toBeGreaterThan(1)
      for (const { startLine, endLine, text } of hits) {
        expect(
          HANDBOOK.split('\n')
            .slice(startLine - 1, endLine)
            .join('\n'),
        ).toBe(text)
      }
    })

    it('scores between the floor and 1, best first, whatever the length of the question', async () => {
      const long = `Please write a report. ${HANDBOOK} ${'And so on, with many other words. '.repeat(50)}`
      for (const question of ['vacation days', long]) {
        const scores = (await documents.search(question)).map(({ score }) => score)
        expect(scores.length).toBeGreaterThan(0)
        expect(scores).toEqual(scores.toSorted((left, right) => right - left))
        expect(Math.min(...scores)).toBeGreaterThanOrEqual(RELEVANCE_FLOOR)
        expect(Math.max(...scores)).toBeLessThanOrEqual(1)
      }
    })

    it('puts a passage with all the words above one with some of them', async () => {
      await put('noise.md', 'vacation vacation vacation vacation')
      const hits = await documents.search('paid vacation year')
      expect(hits[0]?.source).toBe('handbook.md')
    })

    it('finds every passage below a heading by the heading', async () => {
      const paragraph = (n: number) => `${'An hour of work is free of charge.\n'.repeat(30)}Paragraph ${n}.`
      await put('shop.md', `# Warranty\n\n${paragraph(1)}\n\n${paragraph(2)}\n`)
      expect(await documents.search('warranty')).toHaveLength(2)
    })

    it('puts a passage with the quoted words in a row above one that has them scattered', async () => {
      await put('scattered.md', 'A red and a blue whale whale. Whale of red, and a red fish.')
      await put('row.md', 'There is a red whale somewhere in the long and cold sea of the north.')
      const hits = await documents.search('where is the "red whale"')
      expect(hits.map(({ source }) => source)).toEqual(['row.md', 'scattered.md'])
    })

    it('takes neither a flag nor "or" for an operator', async () => {
      await put('flags.md', 'The flag of a country.')
      expect((await documents.search('what does the -dry-run flag do'))[0]?.source).toBe('ops/runbook.md')
      const scoreOf = async (query: string) => (await documents.search(query))[0]?.score
      expect(await scoreOf('paid vacation or refunds')).toBe(await scoreOf('paid vacation refunds'))
    })

    it.each([
      ['German', 'urlaub.md', GERMAN, 'Wie viele Urlaubstage haben die Angestellten?'],
      ['French', 'conges.md', FRENCH, 'Combien de jours de congé par année ?'],
      ['Russian', 'otpusk.md', RUSSIAN, 'Сколько дней отпуска у сотрудника?'],
      ['Chinese', 'jiaqi.md', CHINESE, '员工每年有多少天假期?'],
      ['Japanese', 'kyuka.md', JAPANESE, '有給休暇は何日ですか'],
      ['Thai', 'wan-la.md', THAI, 'พนักงานมีวันลากี่วัน'],
    ])('finds %s among documents in many languages', async (_, source, text, question) => {
      for (const [name, words] of Object.entries(LANGUAGES)) await put(name, words)
      const [best] = await documents.search(question)
      expect(best).toMatchObject({ source, text: text.trimEnd() })
    })

    it('does not mind accents, ligatures and full-width letters, in the question or in the document', async () => {
      await put('cafe.md', 'Das Café Größenwahn in der Ｋöln Straße.')
      for (const question of ['cafe', 'CAFÉ', 'grossenwahn', 'Köln Strasse']) {
        expect((await documents.search(question))[0]?.source, question).toBe('cafe.md')
      }
    })

    it.each([
      ['createDocumentStore', 'code.md'],
      ['document store', 'code.md'],
      ['create_document_store', 'code.md'],
      ['documents.ts', 'code.md'],
      ['src/store/documents.ts', 'code.md'],
      ['ERR_MODULE_NOT_FOUND', 'errors.md'],
      ['module not found', 'errors.md'],
      ['email', 'mail.md'],
    ])('finds names whole and by their parts, however they are written: %s', async (question, source) => {
      await put('code.md', 'Call createDocumentStore from src/store/documents.ts at the start.')
      await put('errors.md', 'It ends with ERR_MODULE_NOT_FOUND when a package is missing.')
      await put('mail.md', 'Write an e-mail to support.')
      expect((await documents.search(question))[0]?.source).toBe(source)
    })

    it('puts the very name above passages that have its parts', async () => {
      await put('parts.md', 'To create a store, take the document, create the store and store the document.')
      await put('name.md', 'See createDocumentStore for everything else that there is to know of it and more.')
      expect((await documents.search('createDocumentStore'))[0]?.source).toBe('name.md')
    })

    it('finds only documents with the metadata asked for', async () => {
      const index = (source: string, metadata: DocumentMetadata) =>
        documents.indexDocument({ source, text: 'All about bicycles.', mediaType: 'text/plain', metadata })
      await index('a.txt', { team: 'ops', year: 2023, day: '2023-05-01', tags: ['red', 'fast'] })
      await index('b.txt', { team: 'ops', year: 2025, day: '2025-02-01', tags: ['blue'] })
      await index('c.txt', { team: "o'dev", year: 9, public: true })
      const found = async (metadata: SearchOptions['metadata']) =>
        (await documents.search('bicycles', { metadata })).map(({ source }) => source).sort()
      expect(await found({ team: ['ops'] })).toEqual(['a.txt', 'b.txt'])
      expect(await found({ team: ["o'dev", 'hr'] })).toEqual(['c.txt'])
      expect(await found({ tags: ['fast'] })).toEqual(['a.txt'])
      expect(await found({ public: [true] })).toEqual(['c.txt'])
      expect(await found({ year: { gte: 2023, lt: 2025 } })).toEqual(['a.txt'])
      expect(await found({ year: { gt: 9 } })).toEqual(['a.txt', 'b.txt'])
      expect(await found({ day: { lte: '2024-12-31' } })).toEqual(['a.txt'])
      expect(await found({ year: { gte: '2000' } })).toEqual([])
      expect(await found({ year: {} })).toEqual(await found({}))
      const odd = 'odd \0 \uD800'
      expect(await found({ [odd]: [odd] })).toEqual([])
      expect(await found({ [odd]: { gt: odd } })).toEqual([])
      expect(await found({ team: ['ops'], tags: ['blue'] })).toEqual(['b.txt'])
      expect(await found({ team: [] })).toEqual([])
      expect(await found({ "x'); drop table chunks; --": ['a'] })).toEqual([])
    })

    it('tells the metadata of what it finds, and how it was found', async () => {
      await documents.indexDocument({
        source: 'a.txt',
        text: 'Zebras.',
        mediaType: 'text/plain',
        metadata: { by: 'me' },
      })
      expect(await documents.find('zebras')).toMatchObject({ method: 'keyword', hits: [{ metadata: { by: 'me' } }] })
    })

    it('lets the one who asks move the floor', async () => {
      const all = await documents.search('vacation or the Eiffel Tower in Paris', { minRelevance: 0, limit: 10 })
      expect(all.length).toBeGreaterThan(0)
      const least = Math.max(...all.map(({ score }) => score)) + 0.01
      expect(await documents.search('vacation or the Eiffel Tower in Paris', { minRelevance: least })).toEqual([])
    })

    it('answers a hostile question in bounded time, without an error', async () => {
      const hostile = [
        'a '.repeat(5_000),
        '"'.repeat(501),
        "'\\&|!():*<->",
        'x'.repeat(10_000),
        '\u0000\uD800',
        '"a" "b"',
      ]
      for (const question of hostile) expect(Array.isArray(await documents.search(question))).toBe(true)
    })

    it('gives no more hits than asked for', async () => {
      expect(await documents.search('days', { limit: 1 })).toHaveLength(1)
    })

    it('searches only the sources asked for, by name or by folder', async () => {
      const sourcesOf = async (sources: string[]) =>
        new Set((await documents.search('days', { sources })).map(({ source }) => source))
      expect(await sourcesOf(['handbook.md'])).toEqual(new Set(['handbook.md']))
      expect(await sourcesOf(['ops/'])).toEqual(new Set(['ops/runbook.md']))
      expect(await sourcesOf(['ops'])).toEqual(new Set())
    })

    it('does not index the same text twice', async () => {
      expect(await put('handbook.md', HANDBOOK)).toBe('unchanged')
      expect(await put('handbook.md', `${HANDBOOK}\nMore.\n`)).toBe('indexed')
    })

    it('forgets what a document said when it is indexed anew', async () => {
      await put('handbook.md', '# Handbook\n\nWe sell bicycles.\n')
      expect(await documents.search('vacation')).toEqual([])
      expect(await documents.search('bicycles')).toHaveLength(1)
    })

    it('forgets a document that is removed, and says whether there was one', async () => {
      expect(await documents.remove('handbook.md')).toBe(true)
      expect(await documents.search('vacation')).toEqual([])
      expect(await documents.remove('handbook.md')).toBe(false)
    })

    it('keeps one text when a document is indexed by many at once', async () => {
      await Promise.all(Array.from({ length: 6 }, (_, n) => put('shared.md', `Version ${n} speaks of zebras.`)))
      expect(await documents.search('zebras')).toHaveLength(1)
    })

    it('takes text with line ends of Windows, NUL and broken characters', async () => {
      await put('odd.md', 'First line.\r\nAn oddity \0 here \uD800 too.\r\n')
      expect((await documents.search('oddity'))[0]?.text).toContain('First line.\nAn oddity')
    })

    it('takes an empty document', async () => {
      expect(await put('empty.md', '')).toBe('indexed')
    })
  })
}
