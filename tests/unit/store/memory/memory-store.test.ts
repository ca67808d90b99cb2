import { fork } from 'node:child_process'
import { once } from 'node:events'
import { InMemoryStore } from '@langchain/langgraph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/store/memory/memory-store.ts'
import { migrate } from '../../../../src/store/migrate.ts'
import { describeMemoryStore } from '../../../contracts/memory-store.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/database.ts'

describeMemoryStore('the store in the memory of LangGraph', async () => ({
  store: new InMemoryStore(),
  close: async () => {},
}))

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await migrate({ pool: database.pool, schema: 'public' })
})
afterAll(() => database.drop())

const emptied = async () => {
  await database.pool.query('delete from memory_items')
  return createMemoryStore({ pool: database.pool })
}

describeMemoryStore('the store on Postgres', async () => ({ store: await emptied(), close: async () => {} }))

describe('the store on Postgres', () => {
  it('tells labels apart that run together when joined', async () => {
    const store = await emptied()
    await store.put(['a', 'b:c'], 'key', { n: 1 })
    await store.put(['a:b', 'c'], 'key', { n: 2 })
    await store.put(['ab'], 'key', { n: 3 })
    expect((await store.get(['a', 'b:c'], 'key'))?.value).toEqual({ n: 1 })
    expect((await store.search(['a'])).map(({ value }) => value['n'])).toEqual([1])
    expect(await store.search(['_b'])).toEqual([])
    expect(await store.search(['%'])).toEqual([])
  })

  it('finds by words in any form, the best first, and not by words that are not there', async () => {
    const store = await emptied()
    await store.put(['s'], 'sort', { title: 'Sorting a list', steps: ['Compare two numbers', 'Swap them'] })
    await store.put(['s'], 'both', { title: 'Sorted lists of numbers', steps: ['Compare two numbers and swap'] })
    await store.put(['s'], 'other', { title: 'Sending mail', port: 587 })
    const found = await store.search(['s'], { query: 'How do I sort numbers in lists?' })
    expect(found.map(({ key }) => key)).toEqual(['both', 'sort'])
    for (const { score = 0 } of found) expect(score > 0.7 && score <= 1).toBe(true)
    expect((await store.search(['s'], { query: '587' })).map(({ key }) => key)).toEqual(['other'])
    expect(await store.search(['s'], { query: 'giraffe' })).toEqual([])
    expect(await store.search(['s'], { query: 'the of and' })).toEqual([])
    expect(await store.search(['s'], { query: `it's "quoted" \\ & | ! ( sort:* ` })).toHaveLength(2)
  })

  it('filters what a query finds', async () => {
    const store = await emptied()
    await store.put(['s'], 'js', { text: 'sort numbers', language: 'javascript' })
    await store.put(['s'], 'py', { text: 'sort numbers', language: 'python' })
    const found = await store.search(['s'], { query: 'sorting', filter: { language: 'python' } })
    expect(found.map(({ key }) => key)).toEqual(['py'])
  })

  it('indexes only the paths it is told, or nothing', async () => {
    const store = await emptied()
    const value = { title: 'Apples', chapters: [{ text: 'Pears' }, { text: 'Plums' }], note: 'Cherries' }
    await store.put(['s'], 'some', value, ['title', 'chapters[*].text'])
    await store.put(['s'], 'none', value, false)
    await store.put(['s'], 'last', value, ['chapters[1].text', 'missing.path', 'title[0]'])
    const keysFor = async (query: string) => (await store.search(['s'], { query })).map(({ key }) => key).sort()
    expect(await keysFor('apples')).toEqual(['some'])
    expect(await keysFor('plums')).toEqual(['last', 'some'])
    expect(await keysFor('pears')).toEqual(['some'])
    expect(await keysFor('cherries')).toEqual([])
  })

  it('compares texts, such as dates, in order', async () => {
    const store = await emptied()
    await store.put(['s'], 'old', { at: '2026-01-01' })
    await store.put(['s'], 'new', { at: '2026-06-01' })
    await store.put(['s'], 'number', { at: 5 })
    const found = await store.search(['s'], { filter: { at: { $gt: '2026-03-01' } } })
    expect(found.map(({ key }) => key)).toEqual(['new'])
  })

  it('refuses an operator that does not exist', async () => {
    const store = await emptied()
    await expect(store.search(['s'], { filter: { at: { $regex: '.*' } } })).rejects.toMatchObject({
      code: 'MEMORY_REFUSED',
    })
  })

  it('finds nothing by a comparison with what has no order, and refuses a filter without an end', async () => {
    const store = await emptied()
    await store.put(['s'], 'a', { price: 1, none: {} })
    for (const operand of [null, {}, [], true]) {
      expect(await store.search(['s'], { filter: { price: { $gt: operand } } })).toEqual([])
    }
    expect(await store.search(['s'], { filter: { price: {} } })).toEqual([])
    expect(await store.search(['s'], { filter: { none: {} } })).toHaveLength(1)
    const endless = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`member${at}`, at]))
    await expect(store.search(['s'], { filter: endless })).rejects.toMatchObject({ code: 'MEMORY_REFUSED' })
  })

  it('takes a filter and a prefix for what they say, whatever is in them', async () => {
    const store = await emptied()
    const nasty = `x') or true --`
    await store.put(['s', nasty], nasty, { [nasty]: nasty })
    expect(await store.search(['s'], { filter: { [nasty]: nasty } })).toHaveLength(1)
    expect(await store.search(['s', nasty])).toHaveLength(1)
    expect(await store.search(['t', nasty])).toEqual([])
    expect(await store.listNamespaces({ suffix: [nasty] })).toEqual([['s', nasty]])
  })

  it('keeps what Postgres cannot, as the sign that something was there', async () => {
    const store = await emptied()
    await store.put(['s'], 'odd', { text: 'a\u0000b\ud800c' })
    expect((await store.get(['s'], 'odd'))?.value).toEqual({ text: 'a\ufffdb\ufffdc' })
  })

  it('gives out copies: who changes one changes nothing else', async () => {
    const store = await emptied()
    await store.put(['s'], 'a', { list: [1] })
    for (const _ of [1, 2, 3]) {
      const item = await store.get(['s'], 'a')
      expect(item?.value).toEqual({ list: [1] })
      item?.value['list'].push(2)
    }
  })

  it('sees its own writes at once, and those of others when its cache has run out', async () => {
    await emptied()
    const [own, other] = [1, 2].map(() => createMemoryStore({ pool: database.pool, cacheMs: 200 }))
    await own?.put(['s'], 'a', { n: 1 })
    expect((await own?.get(['s'], 'a'))?.value).toEqual({ n: 1 })
    await own?.put(['s'], 'a', { n: 2 })
    expect((await own?.get(['s'], 'a'))?.value).toEqual({ n: 2 })
    await other?.put(['s'], 'a', { n: 3 })
    await expect.poll(async () => (await own?.get(['s'], 'a'))?.value, { timeout: 5_000 }).toEqual({ n: 3 })
  })

  it('asks the database once for what it was asked twice', async () => {
    await emptied()
    let asked = 0
    const counting = {
      connect: () => database.pool.connect(),
      query: (text: string, values?: unknown[]) => {
        asked += 1
        return database.pool.query(text, values)
      },
    }
    const store = createMemoryStore({ pool: counting, cacheMs: 60_000 })
    await store.put(['s'], 'a', { n: 1 })
    await store.get(['s'], 'a')
    await store.get(['s'], 'a')
    expect(asked).toBe(1)
  })

  it('does not cache what it read before its own write', async () => {
    await emptied()
    const written = Promise.withResolvers<void>()
    const read = Promise.withResolvers<void>()
    const slow = {
      connect: () => database.pool.connect(),
      query: async (text: string, values?: unknown[]) => {
        const result = await database.pool.query(text, values)
        read.resolve()
        await written.promise
        return result
      },
    }
    const store = createMemoryStore({ pool: slow, cacheMs: 60_000 })
    await store.put(['s'], 'a', { n: 1 })
    const early = store.get(['s'], 'a')
    await read.promise
    await store.put(['s'], 'a', { n: 2 })
    written.resolve()
    await early
    expect((await store.get(['s'], 'a'))?.value).toEqual({ n: 2 })
  })

  it('lets items expire by the longest prefix that fits, and begins anew in their place', async () => {
    await emptied()
    const lifetimes = [
      { prefix: ['t'], ms: 3_600_000 },
      { prefix: ['t', 'short'], ms: 50 },
    ]
    const store = createMemoryStore({ pool: database.pool, lifetimes, cacheMs: 0 })
    await store.put(['t', 'short'], 'a', { n: 1 })
    await store.put(['t', 'long'], 'a', { n: 1 })
    await store.put(['u'], 'a', { n: 1 })
    const first = (await store.search(['t', 'short']))[0]
    await expect.poll(() => store.get(['t', 'short'], 'a'), { timeout: 5_000 }).toBeNull()
    expect(await store.search(['t', 'short'])).toEqual([])
    expect(await store.listNamespaces()).toEqual([['t', 'long'], ['u']])
    await createMemoryStore({ pool: database.pool }).put(['t', 'short'], 'a', { n: 2 })
    const anew = await store.get(['t', 'short'], 'a')
    expect(anew?.createdAt.getTime()).toBeGreaterThan(first?.createdAt.getTime() ?? Number.POSITIVE_INFINITY)
  })

  it('does all writes of a batch or none', async () => {
    const store = await emptied()
    await store.put(['s'], 'kept', { n: 1 })
    const tooLong = 'x'.repeat(10_000)
    const batch = store.batch([
      { namespace: ['s'], key: 'kept', value: null },
      { namespace: ['s'], key: 'new', value: { n: 2 } },
      { namespace: [], key: tooLong, value: { n: 3 } },
    ])
    await expect(batch).rejects.toThrow()
    expect((await store.search(['s'])).map(({ key }) => key)).toEqual(['kept'])
  })

  it('holds under two processes that write the same items at once', async () => {
    const store = await emptied()
    const script = new URL('../../../support/memory-writer-process.ts', import.meta.url)
    const writers = ['first', 'second'].map((name) => fork(script, [database.url, name], { stdio: 'inherit' }))
    const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0]))
    expect(codes).toEqual([0, 0])
    const items = await store.search(['race'], { limit: 100 })
    expect(items).toHaveLength(100)
    // Every item is whole: it is that of one writer's last round.
    for (const { key, value } of items) {
      expect(['first', 'second'].map((by) => ({ by, key, round: 19 }))).toContainEqual(value)
    }
  })
})
