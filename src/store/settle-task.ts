import type { TaskEventBody } from '../contracts/event.ts'
import type { TaskOutcome } from '../contracts/task.ts'
import { HELD, insertEvents } from './event-row.ts'
import type { Sql } from './sql.ts'
import { USAGE } from './task-row.ts'
import { toJsonb } from './to-jsonb.ts'

const SETTLE = `
  with settled as (
    update tasks set
      status = $3, phase = 'done', fault = $4::jsonb, confidence = $5, worker_id = null, claimed_at = null, resume = null,
      completed_at = clock_timestamp(), updated_at = clock_timestamp(), event_seq = event_seq + 1
    where ${HELD}
    returning id, event_seq, ${USAGE} as usage
  ), result as (
    insert into task_results (task_id, result_data, confidence)
    select id, $6::jsonb, $5 from settled where $6::jsonb is not null
  ), event as (${insertEvents('settled', `jsonb_build_array($7::jsonb || jsonb_build_object('usage', settled.usage))`)})
  select id from settled`

/** Ends the task with its result row and its last event; false when the fence no longer holds. */
export async function settleTask(sql: Sql, taskId: string, fence: number, outcome: TaskOutcome): Promise<boolean> {
  const { status, result } = outcome
  const fault = outcome.status === 'failed' ? toJsonb(outcome.fault) : null
  const { rows } = await sql.query(SETTLE, [
    taskId,
    fence,
    status,
    fault,
    result?.confidence ?? null,
    result ? toJsonb(result) : null,
    toJsonb(lastEvent(outcome)),
  ])
  return rows.length > 0
}

/** Without the usage, which the statement adds. */
type LastEvent =
  | Omit<Extract<TaskEventBody, { type: 'task.completed' }>, 'usage'>
  | Omit<Extract<TaskEventBody, { type: 'task.failed' }>, 'usage'>

function lastEvent(outcome: TaskOutcome): LastEvent {
  if (outcome.status === 'failed') return { type: 'task.failed', fault: outcome.fault }
  const { answer, confidence } = outcome.result
  return { type: 'task.completed', result: { answer, confidence } }
}
