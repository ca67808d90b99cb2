import type { Sql } from '../store/sql.ts'

/** Which run writes, and through what. */
export interface RunWriter {
  readonly sql: Sql
  readonly taskId: string
  readonly fence: number
}
