import type { FaultRecord } from '../contracts/fault.ts'
import { insertEvents } from './event-row.ts'
import type { Sql } from './sql.ts'
import { USAGE } from './task-row.ts'
import { toJsonb } from './to-jsonb.ts'

// A task that waits for a person is in no job's hand: a late word on an old job does not end it.
const BURY = `
  with buried as (
    update tasks set
      status = 'failed', phase = 'done', fault = $2::jsonb, fence = fence + 1, worker_id = null, claimed_at = null,
      resume = null, reserved_cost_usd = 0, reserved_tokens = 0,
      completed_at = clock_timestamp(), updated_at = clock_timestamp(), event_seq = event_seq + 1
    where id = $1 and status in ('pending', 'processing') and interrupt is null
    returning id, event_seq, ${USAGE} as usage
  ), event as (${insertEvents(
    'buried',
    `jsonb_build_array(jsonb_build_object('type', 'task.failed', 'fault', $2::jsonb, 'usage', buried.usage))`,
  )})
  select id from buried`

export async function buryTask(sql: Sql, taskId: string, fault: FaultRecord): Promise<boolean> {
  const { rows } = await sql.query(BURY, [taskId, toJsonb(fault)])
  return rows.length > 0
}

// Every claim raises the fence, and a finished step keeps that of the claim it was finished in.
const GOT_ON = `
  select fence - (select coalesce(max(fence), 0) from step_journal where task_id = $1 and state = 'finished') <= 10
    and exists (select from step_journal where task_id = $1 and state = 'finished') as got_on
  from tasks where id = $1`

/** Whether one of the task's last ten claims finished a step. */
export async function gotOn(sql: Sql, taskId: string): Promise<boolean> {
  const { rows } = await sql.query<{ got_on: boolean }>(GOT_ON, [taskId])
  return rows[0]?.got_on ?? false
}
