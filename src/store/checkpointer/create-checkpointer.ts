import type pg from 'pg'
import { Fence } from './fence.ts'
import { GroupedSaver } from './grouped-saver.ts'

interface Options {
  /** From `connect`, which also decides whether statements are named. The saver does not end it unless told to by `end()`. */
  readonly pool: pg.Pool
  readonly schema?: string
  readonly fence?: Fence
}

/**
 * A checkpointer for LangGraph on Postgres. A run that passes `configurable.fence = { taskId, token }` stores rows only while
 * `tasks` says that the task is `processing` under that token, and gets a `StaleLeaseError` otherwise. `fence` is for runs
 * that pass none; without either, writes are not fenced and no `tasks` table is needed.
 */
export function createCheckpointer({ pool, schema = 'public', fence }: Options): GroupedSaver {
  return new GroupedSaver({ pool, schema, fence: Fence.optional().parse(fence) })
}
