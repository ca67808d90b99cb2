import { connect } from '../../../src/store/connect.ts'
import { createDocumentStore } from '../../../src/store/documents.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { describeDocumentIndexing } from '../../contracts/document-indexing.ts'
import { describeDocumentStore } from '../../contracts/document-search.ts'
import { freshDatabase } from '../../support/database.ts'

describeDocumentStore('createDocumentStore', open)
describeDocumentIndexing('createDocumentStore', open)

async function open() {
  const database = await freshDatabase()
  await migrate({ pool: database.pool, schema: 'octollm' })
  const pool = connect({ url: database.url, max: 4, applicationName: 'documents', schema: 'octollm' })
  return {
    documents: createDocumentStore({ pool }),
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}
