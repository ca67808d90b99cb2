import { describe, expect, it } from 'vitest'
import { openAiEmbeddings } from '../../../../src/model/embeddings.ts'
import { createMemoryStore } from '../../../../src/store/memory/memory-store.ts'
import { migrate } from '../../../../src/store/migrate.ts'
import { freshDatabase } from '../../../support/database.ts'
import { startEmbeddingServer } from '../../../support/embedding-server.ts'
import { vectorDatabase } from '../../../support/vector-database.ts'

const value = (text: string) => ({ text })

describe('the meaning of an item', () => {
  it('finds what has none of the words, where pgvector is installed', { timeout: 60_000 }, async () => {
    const server = await startEmbeddingServer()
    const vectors = await vectorDatabase()
    const embeddings = openAiEmbeddings({ model: 'topics', baseUrl: server.url })
    const store = createMemoryStore({ pool: vectors.pool, embeddings })
    await migrate({ pool: vectors.pool, schema: 'octollm' })
    await store.put(['s'], 'early', value('vacation days before the extension'))
    await vectors.pool.query('create extension vector with schema public')
    await store.put(['s'], 'leave', value('Vacation is booked a month ahead'))
    await store.put(['s'], 'money', value('Refund within two weeks'))
    await store.put(['other'], 'leave', value('holiday elsewhere'))
    const found = await store.search(['s'], { query: 'holiday' })
    expect(found[0]).toMatchObject({ key: 'leave', score: expect.closeTo(1, 3) })
    expect(found.map(({ key }) => key)).toEqual(['leave', 'money'])
    expect((await store.search(['s'], { query: 'weeks' })).map(({ key }) => key)[0]).toBe('money')
    const wide = createMemoryStore({
      pool: vectors.pool,
      embeddings: openAiEmbeddings({ model: 'wide', baseUrl: server.url }),
    })
    expect(await wide.search(['s'], { query: 'holiday' })).toEqual([])
    server.failFor(() => true)
    await store.put(['s'], 'later', value('A refund that no model has seen'))
    expect((await store.search(['s'], { query: 'refunds' })).map(({ key }) => key).sort()).toEqual(['later', 'money'])
    await vectors.close()
    await server.close()
  })

  it('is asked for in vain, and words do, where pgvector is not installed', async () => {
    const server = await startEmbeddingServer()
    const database = await freshDatabase()
    await migrate({ pool: database.pool, schema: 'public' })
    const store = createMemoryStore({
      ...database,
      embeddings: openAiEmbeddings({ model: 'topics', baseUrl: server.url }),
    })
    await store.put(['s'], 'leave', value('Vacation is booked a month ahead'))
    expect(await store.search(['s'], { query: 'holiday' })).toEqual([])
    expect(await store.search(['s'], { query: 'vacations' })).toHaveLength(1)
    expect(server.texts).toEqual([])
    await server.close()
    await database.drop()
  })
})
