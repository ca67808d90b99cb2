import type { BaseStore } from '@langchain/langgraph'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** What LangGraph's own store and ours both promise: whatever works on the one works on the other. */
export function describeMemoryStore(
  name: string,
  open: () => Promise<{ readonly store: BaseStore; close(): Promise<void> }>,
): void {
  describe(`${name} keeps the contract of a store`, () => {
    let store: BaseStore
    let close: () => Promise<void>
    beforeEach(async () => {
      ;({ store, close } = await open())
    })
    afterEach(() => close())

    const keysOf = (items: readonly { key: string }[]) => items.map(({ key }) => key).sort()

    it('gives back what was put, with its place and times', async () => {
      const before = Date.now()
      await store.put(['notes', 'daily'], 'monday', { text: 'Rain', list: [1, { deep: null }] })
      const item = await store.get(['notes', 'daily'], 'monday')
      expect(item).toMatchObject({
        namespace: ['notes', 'daily'],
        key: 'monday',
        value: { text: 'Rain', list: [1, { deep: null }] },
      })
      expect(item?.createdAt.getTime()).toBeGreaterThanOrEqual(before - 5_000)
      expect(item?.updatedAt).toEqual(item?.createdAt)
    })

    it('knows nothing of what was never put', async () => {
      expect(await store.get(['notes'], 'nothing')).toBeNull()
      expect(await store.search(['notes'])).toEqual([])
      expect(await store.listNamespaces()).toEqual([])
    })

    it('replaces the whole value, and keeps the time it was created', async () => {
      await store.put(['notes'], 'a', { first: 1 })
      const created = (await store.get(['notes'], 'a'))?.createdAt
      await store.put(['notes'], 'a', { second: 2 })
      const item = await store.get(['notes'], 'a')
      expect(item?.value).toEqual({ second: 2 })
      expect(item?.createdAt).toEqual(created)
    })

    it('forgets what was deleted, and does not mind deleting it twice', async () => {
      await store.put(['notes'], 'a', { text: 'one' })
      await store.put(['notes'], 'b', { text: 'two' })
      await store.delete(['notes'], 'a')
      await store.delete(['notes'], 'a')
      expect(await store.get(['notes'], 'a')).toBeNull()
      expect(keysOf(await store.search(['notes']))).toEqual(['b'])
    })

    it('keeps the same key in two namespaces apart', async () => {
      await store.put(['left'], 'a', { side: 'left' })
      await store.put(['right'], 'a', { side: 'right' })
      expect((await store.get(['left'], 'a'))?.value).toEqual({ side: 'left' })
    })

    it('finds everything below a prefix, page by page', async () => {
      for (const key of ['a', 'b', 'c']) await store.put(['notes', key], key, { key })
      await store.put(['other'], 'd', {})
      expect(keysOf(await store.search(['notes']))).toEqual(['a', 'b', 'c'])
      expect(await store.search([])).toHaveLength(4)
      const pages = [
        await store.search(['notes'], { limit: 2 }),
        await store.search(['notes'], { limit: 2, offset: 2 }),
      ]
      expect(pages.map(({ length }) => length)).toEqual([2, 1])
      expect(keysOf(pages.flat())).toEqual(['a', 'b', 'c'])
    })

    it('gives ten items when no limit is named', async () => {
      await store.batch(Array.from({ length: 12 }, (_, n) => ({ namespace: ['notes'], key: `${n}`, value: { n } })))
      expect(await store.search(['notes'])).toHaveLength(10)
    })

    it.each([
      [{ kind: 'fruit' }, ['apple', 'cherry']],
      [{ kind: 'fruit', ripe: true }, ['apple']],
      [{ price: { $eq: 3 } }, ['cherry']],
      [{ kind: { $ne: 'fruit' } }, ['bolt', 'leek']],
      [{ price: { $gt: 1 } }, ['cherry', 'leek']],
      [{ price: { $gte: 2, $lt: 3 } }, ['leek']],
      [{ price: { $lte: 1 } }, ['apple']],
      [{ kind: { $in: ['fruit', 'vegetable'] } }, ['apple', 'cherry', 'leek']],
      [{ kind: { $nin: ['fruit'] } }, ['bolt', 'leek']],
      [{ ripe: null }, ['leek']],
      [{ price: '1' }, []],
    ])('finds by the filter %j', async (filter, keys) => {
      await store.put(['goods'], 'apple', { kind: 'fruit', price: 1, ripe: true })
      await store.put(['goods'], 'cherry', { kind: 'fruit', price: 3, ripe: false })
      await store.put(['goods'], 'leek', { kind: 'vegetable', price: 2, ripe: null })
      await store.put(['goods'], 'bolt', { name: 'bolt' })
      expect(keysOf(await store.search(['goods'], { filter }))).toEqual(keys)
    })

    it('lists namespaces by prefix, suffix and depth', async () => {
      for (const namespace of [
        ['a', 'b', 'c'],
        ['a', 'b', 'd'],
        ['a', 'x'],
        ['z', 'c'],
      ]) {
        await store.put(namespace, 'key', {})
      }
      expect(await store.listNamespaces({ prefix: ['a'] })).toEqual([
        ['a', 'b', 'c'],
        ['a', 'b', 'd'],
        ['a', 'x'],
      ])
      expect(await store.listNamespaces({ suffix: ['c'] })).toEqual([
        ['a', 'b', 'c'],
        ['z', 'c'],
      ])
      expect(await store.listNamespaces({ prefix: ['a', '*', 'd'] })).toEqual([['a', 'b', 'd']])
      expect(await store.listNamespaces({ maxDepth: 2 })).toEqual([
        ['a', 'b'],
        ['a', 'x'],
        ['z', 'c'],
      ])
      expect(await store.listNamespaces({ limit: 1, offset: 1 })).toEqual([['a', 'b', 'd']])
    })

    it('answers a batch in its order', async () => {
      await store.put(['notes'], 'a', { n: 1 })
      const results = await store.batch([
        { namespace: ['notes'], key: 'a' },
        { namespacePrefix: ['notes'] },
        { namespace: ['notes'], key: 'b', value: { n: 2 } },
        { matchConditions: [{ matchType: 'prefix', path: ['notes'] }], limit: 10, offset: 0 },
        { namespace: ['notes'], key: 'missing' },
      ])
      expect(results[0]).toMatchObject({ value: { n: 1 } })
      expect(results[1]).toHaveLength(1)
      expect(results[3]).toEqual([['notes']])
      expect(results[4]).toBeNull()
      expect((await store.get(['notes'], 'b'))?.value).toEqual({ n: 2 })
    })

    it('refuses to put into no namespace', async () => {
      await expect(store.put([], 'a', {})).rejects.toThrow(/namespace/i)
    })
  })
}
