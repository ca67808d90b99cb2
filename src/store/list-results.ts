import type { TaskResult } from '../contracts/task.ts'
import type { Sql } from './sql.ts'
import type { StoredResult } from './task-store.ts'

const LIST = `
  select id, result_data, confidence, created_at from task_results where task_id = $1
  order by created_at, id`

interface ResultRow {
  readonly id: string
  readonly result_data: TaskResult
  readonly confidence: number
  readonly created_at: Date
}

/** Oldest first. */
export async function listResults(sql: Sql, taskId: string): Promise<StoredResult[]> {
  const { rows } = await sql.query<ResultRow>(LIST, [taskId])
  return rows.map(({ id, result_data, confidence, created_at }) => ({
    resultId: id,
    result: result_data,
    confidence,
    createdAt: created_at.toISOString(),
  }))
}
