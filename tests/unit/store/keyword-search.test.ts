import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../src/store/connect.ts'
import { createDocumentStore } from '../../../src/store/documents.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'

const PASSAGES = 3_000

describe('search in an index with more passages than it looks at', { timeout: 60_000 }, () => {
  let database: FreshDatabase
  let documents: ReturnType<typeof createDocumentStore>
  let pool: ReturnType<typeof connect>

  beforeAll(async () => {
    database = await freshDatabase()
    await migrate({ pool: database.pool, schema: 'octollm' })
    pool = connect({ url: database.url, max: 4, applicationName: 'search', schema: 'octollm' })
    documents = createDocumentStore({ pool })
    const text = Array.from({ length: PASSAGES }, (_, n) => `## Part ${n}\n\nA word on bicycles and lamps.\n`).join(
      '\n',
    )
    await documents.indexDocument({ source: 'many.md', text, mediaType: 'text/markdown' })
    await documents.indexDocument({ source: 'one.md', text: 'Bicycles and unicorns.', mediaType: 'text/markdown' })
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  it.each(['before', 'after'])(
    'finds what has the rare word, and goes by the common one alone too, %s ANALYZE',
    async (when) => {
      if (when === 'after') await pool.query('analyze chunks')
      expect((await documents.search('bicycles unicorns'))[0]?.source).toBe('one.md')
      expect(await documents.search('bicycles lamps', { limit: 100 })).toHaveLength(100)
      expect(await documents.search('lamps', { limit: 3 })).toHaveLength(3)
    },
  )

  it('finds what has the rare word also where only a common one stands beside it', async () => {
    const [best, next] = await documents.search('unicorns with lamps', { minRelevance: 0 })
    expect(best?.source).toBe('one.md')
    expect(next?.score ?? 0).toBeLessThan(best?.score ?? 0)
  })
})
