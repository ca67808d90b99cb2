import { deltaChannelHistoryTests, validate } from '@langchain/langgraph-checkpoint-validation'
import * as vitest from 'vitest'
import { createCheckpointer } from '../../../../src/store/checkpointer/create-checkpointer.ts'
import type { Fence } from '../../../../src/store/checkpointer/fence.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/database.ts'

// The official suite expects a test runner with globals.
const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } = vitest
Object.assign(globalThis, { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test: it })

const TASK_ID = '018f6f2e-7d5a-7cc0-9f0e-1d2c3b4a5f60'

describeOfficialSuite('our saver')
describeOfficialSuite('our saver under a fence', { taskId: TASK_ID, token: 3 })

function describeOfficialSuite(checkpointerName: string, fence?: Fence): void {
  let database: FreshDatabase
  const initializer: Parameters<typeof validate>[0] = {
    checkpointerName,
    async beforeAll() {
      database = await freshDatabase()
      await createCheckpointer({ pool: database.pool }).setup()
      await database.pool.query('create table tasks (id uuid primary key, fence bigint, status text)')
      await database.pool.query(`insert into tasks values ($1, 3, 'processing')`, [TASK_ID])
    },
    afterAll: () => database.drop(),
    createCheckpointer: () => createCheckpointer({ pool: database.pool, ...(fence && { fence }) }),
    async destroyCheckpointer() {
      await database.pool.query('truncate checkpoints, checkpoint_blobs, checkpoint_writes')
    },
  }
  validate(initializer)
  describe(checkpointerName, () => deltaChannelHistoryTests(initializer))
}
