import { inTransaction, type Pool, type Sql } from '../sql.ts'

/** How many days things are kept; null: until somebody deletes them. */
export interface Retention {
  /** `task_history`, from the end of the task. */
  readonly historyDays: number | null
  /** Items of the store, entities and relationships, from when they were last written. */
  readonly memoryDays: number | null
  /** Checkpoints of tasks that have ended, from their end. Such a task can be read, but not run again from its middle. */
  readonly checkpointDays: number | null
  /** `action_log`. */
  readonly logDays: number | null
}

/** How many rows of each kind were deleted. */
export type Pruned = Readonly<Record<string, number>>

const BATCH = 500

interface Rule {
  readonly name: string
  /** Deletes at most `BATCH` of what is older than $1 days, or has expired. */
  readonly text: string
  readonly days: number | null
}

const olderThan = (table: string, column: string) =>
  `delete from ${table} where ctid = any(array(
    select ctid from ${table} where ${column} < now() - $1::float8 * interval '1 day' limit ${BATCH}))
  returning 1 as gone`

const CHECKPOINTS = `
  with ended as materialized (
    select id::text as thread_id from tasks
    where completed_at < now() - $1::float8 * interval '1 day'
      and exists (select from checkpoints where checkpoints.thread_id = tasks.id::text)
    limit ${BATCH}
  ), writes as (
    delete from checkpoint_writes using ended where checkpoint_writes.thread_id = ended.thread_id
  ), blobs as (
    delete from checkpoint_blobs using ended where checkpoint_blobs.thread_id = ended.thread_id
  ), gone as (
    delete from checkpoints using ended where checkpoints.thread_id = ended.thread_id
  )
  select 1 as gone from ended`

function rulesOf({ historyDays, memoryDays, checkpointDays, logDays }: Retention): Rule[] {
  return [
    { name: 'expired_items', text: olderThan('memory_items', 'expires_at'), days: 0 },
    { name: 'memory_items', text: olderThan('memory_items', 'updated_at'), days: memoryDays },
    { name: 'relationships', text: olderThan('relationships', 'updated_at'), days: memoryDays },
    { name: 'entities', text: olderThan('entities', 'updated_at'), days: memoryDays },
    { name: 'task_history', text: olderThan('task_history', 'ended_at'), days: historyDays },
    { name: 'checkpointed_tasks', text: CHECKPOINTS, days: checkpointDays },
    { name: 'action_log', text: olderThan('action_log', 'at'), days: logDays },
  ]
}

/**
 * Deletes what is older than it may be, in small transactions. One process does it at a time: null when another is at it.
 * `signal` ends it between two of them.
 */
export async function pruneMemory(pool: Pool, retention: Retention, signal?: AbortSignal): Promise<Pruned | null> {
  const pruned: Record<string, number> = {}
  for (const rule of rulesOf(retention)) {
    if (rule.days === null) continue
    const gone = await applyRule(pool, rule, signal)
    if (gone === null) return null
    pruned[rule.name] = gone
  }
  return pruned
}

async function applyRule(pool: Pool, { text, days }: Rule, signal: AbortSignal | undefined): Promise<number | null> {
  let all = 0
  while (!signal?.aborted) {
    const gone = await inTransaction(pool, (transaction) => pruneBatch(transaction, text, days))
    if (gone === null) return null
    all += gone
    if (gone < BATCH) break
  }
  return all
}

const LOCK = `select pg_try_advisory_xact_lock(hashtextextended('octollm retention of ' || current_schema(), 0)) as is_ours`

async function pruneBatch(sql: Sql, text: string, days: number | null): Promise<number | null> {
  const { rows } = await sql.query<{ is_ours: boolean }>(LOCK)
  if (!rows[0]?.is_ours) return null
  await openAppendOnly(sql)
  return (await sql.query(text, [days])).rows.length
}

/** Lets this transaction delete from tables that are append-only. */
export async function openAppendOnly(transaction: Sql): Promise<void> {
  await transaction.query(`select set_config('octollm.erasing', 'on', true)`)
}
