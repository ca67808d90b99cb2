import { afterAll, beforeAll } from 'vitest'
import { connect } from '../../../src/store/connect.ts'
import { createDocumentStore } from '../../../src/store/documents.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { describeDocumentIndexing } from '../../contracts/document-indexing.ts'
import { describeDocumentStore } from '../../contracts/document-search.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase()
  await migrate({ pool: database.pool, schema: 'octollm' })
})
afterAll(() => database.drop())

describeDocumentStore('createDocumentStore', open)
describeDocumentIndexing('createDocumentStore', open)

async function open() {
  const pool = connect({ url: database.url, max: 4, applicationName: 'documents', schema: 'octollm' })
  await pool.query('truncate documents cascade')
  return { documents: createDocumentStore({ pool }), close: () => pool.end() }
}
