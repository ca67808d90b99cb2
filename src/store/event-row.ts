import type { TaskEvent, TaskEventBody } from '../contracts/event.ts'
import type { Sql } from './sql.ts'

/** A task may be written by a run only while the run's fence ($2) is the task's ($1) and a worker has it in hand. */
export const HELD = `tasks.id = $1 and tasks.fence = $2 and tasks.status = 'processing' and tasks.worker_id is not null`

/**
 * Writes `events`, an SQL expression for a JSON array of bodies, for the rows of `source (id, event_seq)`: a part of the
 * same statement that raised `event_seq` by their number. That is what keeps `seq` without gaps.
 */
export function insertEvents(source: string, events: string): string {
  return `
  insert into task_events (task_id, seq, type, data)
  select ${source}.id, ${source}.event_seq - jsonb_array_length(${events}) + event.place, event.body ->> 'type', event.body - 'type'
  from ${source}, jsonb_array_elements(${events}) with ordinality as event (body, place)`
}

const LIST = `
  select seq::float8 as seq, at, data || jsonb_build_object('type', type) as body from task_events
  where task_id = $1 and seq > $2
  order by seq limit $3`

interface EventRow {
  readonly seq: number
  readonly at: Date
  readonly body: TaskEventBody
}

export async function listEvents(sql: Sql, taskId: string, after: number, limit: number): Promise<TaskEvent[]> {
  const { rows } = await sql.query<EventRow>(LIST, [taskId, after, limit])
  return rows.map(({ seq, at, body }) => ({ taskId, seq, at: at.toISOString(), ...body }))
}
