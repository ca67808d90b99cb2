import type { Task } from '../contracts/task.ts'
import type { Sql } from './sql.ts'
import { isTaskId, taskNotFound } from './task-id.ts'
import { SELECT_TASK, type TaskRow, toTask } from './task-row.ts'

const FIND = `${SELECT_TASK} where id = $1`

export async function findTask(sql: Sql, taskId: string): Promise<Task | null> {
  if (!isTaskId(taskId)) return null
  const { rows } = await sql.query<TaskRow>(FIND, [taskId])
  return rows[0] ? toTask(rows[0]) : null
}

/** Throws TASK_NOT_FOUND. */
export async function getTask(sql: Sql, taskId: string): Promise<Task> {
  const task = await findTask(sql, taskId)
  if (!task) throw taskNotFound(taskId)
  return task
}
