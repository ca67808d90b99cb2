import { Fault } from '../contracts/fault.ts'
import type { Sql } from './sql.ts'
import { isTaskId } from './task-id.ts'
import { SELECT_TASK, type TaskRow, toTask } from './task-row.ts'
import type { TaskFilter, TaskPage } from './task-store.ts'

// Newest first; a page starts after the last task of the one before, so tasks that come in meanwhile move nothing.
const LIST = `${SELECT_TASK}
  where ($1::text is null or status = $1)
    and ($2::text is null or priority = $2)
    and ($3::text is null or parent_task_id = $3)
    and ($4::timestamptz is null or created_at > $4)
    and ($5::timestamptz is null or created_at < $5)
    and ($6::timestamptz is null or (created_at, id) < ($6, $7::uuid))
  order by created_at desc, id desc limit $8`

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200

export async function listTasks(sql: Sql, filter: TaskFilter): Promise<TaskPage> {
  const { status, priority, parentTaskId, createdAfter, createdBefore, cursor, limit = DEFAULT_LIMIT } = filter
  const size = Math.min(Math.max(1, Math.trunc(limit)), MAX_LIMIT)
  const [afterTime, afterId] = cursor === undefined ? [] : parseCursor(cursor)
  const [after, before] = [toTime(createdAfter), toTime(createdBefore)]
  const values = [status, priority, parentTaskId, after, before, afterTime, afterId, size + 1]
  const { rows } = await sql.query<TaskRow>(LIST, values)
  const page = rows.slice(0, size)
  const last = page.at(-1)
  return { tasks: page.map(toTask), nextCursor: last && rows.length > size ? toCursor(last) : null }
}

const CURSOR_TIME = /^[1-9]\d{3}-\d\d-\d\dT[\d:.]+Z$/
const FIRST = Date.UTC(1000, 0)
const LAST = Date.UTC(10_000, 0)

/** In a form that Postgres reads as well; throws REQUEST_INVALID where there is none. */
function toTime(given: string | undefined): string | undefined {
  if (given === undefined) return undefined
  const time = Date.parse(given)
  if (time >= FIRST && time < LAST) return new Date(time).toISOString()
  throw new Fault(
    'REQUEST_INVALID',
    'A time to list tasks by is a date and time of the years 1000 to 9999, in ISO 8601.',
  )
}

function toCursor({ created_at, id }: TaskRow): string {
  return Buffer.from(`${created_at.toISOString()} ${id}`).toString('base64url')
}

function parseCursor(cursor: string): [time: string, id: string] {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (isTaskId(id) && CURSOR_TIME.test(time) && !Number.isNaN(Date.parse(time))) return [time, id]
  throw new Fault('REQUEST_INVALID', 'The cursor is not one of this list: pass next_cursor of a page as it came.')
}
