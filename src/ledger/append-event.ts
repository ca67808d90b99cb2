import type { TaskEventBody } from '../contracts/event.ts'
import { HELD, insertEvents } from '../store/event-row.ts'
import { toJsonb } from '../store/to-jsonb.ts'
import { leaseLost } from './budget-exceeded.ts'
import type { RunWriter } from './run-writer.ts'

const APPEND = `
  with task as (
    update tasks set
      event_seq = event_seq + 1, updated_at = clock_timestamp(),
      phase = coalesce($4, phase), plan = coalesce($5::jsonb, plan), plan_round = coalesce($6, plan_round)
    where ${HELD}
    returning id, event_seq
  ), plan as (
    insert into plans (task_id, round, plan) select id, $6, $5::jsonb from task where $6 is not null
    on conflict (task_id, round) do update set plan = excluded.plan, created_at = excluded.created_at
  ), event as (${insertEvents('task', 'jsonb_build_array($3::jsonb)')})
  select id from task`

/** Appends an event, moving the phase or setting the plan that it tells of. Throws LEASE_LOST. */
export async function appendEvent({ sql, taskId, fence }: RunWriter, event: TaskEventBody): Promise<void> {
  const phase = event.type === 'task.phase' ? event.phase : null
  const [plan, round] = event.type === 'plan.created' ? [toJsonb(event.plan), event.round] : [null, null]
  const { rows } = await sql.query(APPEND, [taskId, fence, toJsonb(event), phase, plan, round])
  if (rows.length === 0) throw leaseLost(taskId)
}
