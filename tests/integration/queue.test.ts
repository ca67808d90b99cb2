import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { describeQueue } from '../contracts/queue.ts'
import { freshDatabase } from '../support/database.ts'
import { silentLog } from '../support/silent-log.ts'

describeQueue('pg-boss', async () => {
  const database = await freshDatabase()
  const queue = createQueue({ ...database, schema: 'octollm', log: silentLog, maxTries: 3 })
  await queue.start()
  return {
    queue,
    inTransaction: (work) => inTransaction(database.pool, work),
    async drop() {
      await queue.stop()
      await database.drop()
    },
  }
})
