import { HELD } from './event-row.ts'
import type { Sql } from './sql.ts'

const RELEASE = `
  update tasks set
    worker_id = null, claimed_at = null, updated_at = clock_timestamp(),
    run_seconds = run_seconds + extract(epoch from clock_timestamp() - claimed_at) + $3::float8
  where ${HELD}
  returning id`

/** Takes the task out of a worker's hand that goes on living; false when the fence no longer holds. */
export async function releaseTask(sql: Sql, taskId: string, fence: number, waitsSeconds: number): Promise<boolean> {
  const { rows } = await sql.query(RELEASE, [taskId, fence, waitsSeconds])
  return rows.length > 0
}
