import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { TaskContract, TaskRequest } from '../../src/contracts/task.ts'
import { toContract } from '../../src/contracts/to-contract.ts'
import type { Job } from '../../src/queue/queue.ts'
import { createTaskStore } from '../../src/store/create-task-store.ts'
import { migrate } from '../../src/store/migrate.ts'
import type { Notifications } from '../../src/store/notifications.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'

/** Notifications that all get lost, so that what a test sees does not hang on them. */
export const LOST_NOTIFICATIONS: Notifications = { subscribe: () => () => {}, publish: () => {} }

export interface StoreUnderTest {
  readonly store: ReturnType<typeof createTaskStore>
  readonly pool: pg.Pool
  readonly url: string
  /** What was put in line by transactions that were committed. */
  jobs(): Promise<Job[]>
  /** How often workers were told. */
  wakes(): number
  close(): Promise<void>
}

/** The Postgres task store in a database of its own, with a line of jobs that is a table. */
export async function openTaskStore(notifications: Notifications = LOST_NOTIFICATIONS): Promise<StoreUnderTest> {
  const database: FreshDatabase = await freshDatabase()
  const { pool, url } = database
  await migrate({ pool, schema: 'public' })
  await pool.query('create table jobs (place bigint generated always as identity, job jsonb)')
  let wakes = 0
  const store = createTaskStore({
    pool,
    notifications,
    pollMs: 50,
    wake: () => {
      wakes += 1
    },
    async enqueue(job, transaction) {
      await transaction.query('insert into jobs (job) values ($1)', [job])
    },
  })
  return {
    store,
    pool,
    url,
    jobs: async () =>
      (await pool.query<{ job: Job }>('select job from jobs order by place')).rows.map(({ job }) => job),
    wakes: () => wakes,
    close: () => database.drop(),
  }
}

/** A contract with every default, for a goal of its own. */
export function aContract(request: Partial<TaskRequest> = {}): TaskContract {
  return toContract({ goal: `Add up the numbers of report ${randomUUID()}`, ...request })
}
