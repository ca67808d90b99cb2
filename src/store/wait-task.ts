import type { ApprovalRequest } from '../contracts/approval.ts'
import type { TaskEventBody } from '../contracts/event.ts'
import { HELD, insertEvents } from './event-row.ts'
import type { Sql } from './sql.ts'
import { toJsonb } from './to-jsonb.ts'

const WAIT = `
  with waiting as (
    update tasks set
      phase = 'awaiting_approval', interrupt = $3::jsonb, resume = null, worker_id = null,
      run_seconds = run_seconds + extract(epoch from clock_timestamp() - claimed_at), claimed_at = null,
      waiting_since = clock_timestamp(), updated_at = clock_timestamp(), event_seq = event_seq + 1
    where ${HELD}
    returning id, event_seq
  ), event as (${insertEvents('waiting', 'jsonb_build_array($4::jsonb)')})
  select id from waiting`

/** Leaves the task waiting for a person, in no worker's hand; false when the fence no longer holds. */
export async function waitTask(
  sql: Sql,
  taskId: string,
  fence: number,
  interrupt: { id: string; request: ApprovalRequest },
): Promise<boolean> {
  const { id, request } = interrupt
  const event: TaskEventBody = { type: 'approval.requested', interruptId: id, request }
  const { rows } = await sql.query(WAIT, [taskId, fence, toJsonb({ id, request }), toJsonb(event)])
  return rows.length > 0
}
