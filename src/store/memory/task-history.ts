import { DEFAULT_TENANT, type PastTask } from '../../contracts/memory.ts'
import type { Sql } from '../sql.ts'
import { createParameters } from './parameters.ts'
import { askedFor, SCORE } from './search-items.ts'

interface HistoryQuery {
  /** Words of the goal, or of what the steps were to do. The newest tasks when left out. */
  readonly query?: string
  readonly success?: boolean
  /** 1–100; 20 when left out. */
  readonly limit?: number
  readonly offset?: number
}

export interface TaskHistory {
  /** Tasks that have ended and are like the one asked for, the likest first. */
  search(query: HistoryQuery): Promise<PastTask[]>
}

const COLUMNS = `task_id, goal, plan_summary, outcome, status, success, confidence, duration_ms::float8, cost_usd::float8,
  tokens::float8, arms, ended_at`

interface HistoryRow {
  readonly task_id: string
  readonly goal: string
  readonly plan_summary: string
  readonly outcome: string
  readonly status: string
  readonly success: boolean
  readonly confidence: number | null
  readonly duration_ms: number
  readonly cost_usd: number
  readonly tokens: number
  readonly arms: string[]
  readonly ended_at: Date
  readonly score: number | null
}

/** What the tasks of a tenant were and how they ended, as the database notes it when a task ends. */
export function createTaskHistory({ pool, tenant = DEFAULT_TENANT }: { pool: Sql; tenant?: string }): TaskHistory {
  return {
    async search({ query, success, limit = 20, offset = 0 }) {
      const { add, values } = createParameters()
      const conditions = [`tenant = ${add(tenant)}`, ...(success === undefined ? [] : [`success = ${add(success)}`])]
      const page = `limit ${add(limit)}::bigint offset ${add(offset)}::bigint`
      const text = query
        ? `${askedFor(add(query))} select ${COLUMNS}, ${SCORE} as score
            from question join task_history on words @@ loose where ${conditions.join(' and ')}
            order by score desc, ended_at desc, task_id ${page}`
        : `select ${COLUMNS}, null::float8 as score from task_history where ${conditions.join(' and ')}
            order by ended_at desc, task_id ${page}`
      return (await pool.query<HistoryRow>(text, values)).rows.map(toPastTask)
    },
  }
}

const toPastTask = (row: HistoryRow): PastTask => ({
  taskId: row.task_id,
  goal: row.goal,
  planSummary: row.plan_summary,
  outcome: row.outcome,
  status: row.status,
  success: row.success,
  confidence: row.confidence,
  durationMs: row.duration_ms,
  costUsd: row.cost_usd,
  tokens: row.tokens,
  arms: row.arms,
  endedAt: row.ended_at.toISOString(),
  score: row.score,
})
