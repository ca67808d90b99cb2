import { Fault } from '../../contracts/fault.ts'
import type { TokenVault } from '../../reflex/token-vault.ts'
import { inTransaction, type Pool, type Sql } from '../sql.ts'
import type { TaskStore } from '../task-store.ts'
import { openAppendOnly } from './prune-memory.ts'
import { findUserTasks } from './user-tasks.ts'

export interface Erasure {
  /** How many rows of each table were deleted. */
  readonly deleted: Readonly<Record<string, number>>
  /** Tasks that may be the user's, but the key that their user's name is sealed under is missing. They are still there. */
  readonly unreadableTasks: number
}

interface EraseParts {
  readonly pool: Pool
  readonly tasks: Pick<TaskStore, 'cancel'>
  readonly vault: TokenVault | null
}

// Whatever names the task in a column "task_id", also in tables that came later. In those of the checkpoints the name
// stands for something else.
const TABLES = `
  select format('%I', c.table_name) as name, c.data_type as type
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = current_schema() and c.column_name = 'task_id' and t.table_type = 'BASE TABLE'
    and c.table_name not like 'checkpoint%'
  order by 1`

const BY_SOURCE = ['memory_items', 'relationships', 'entities']
const BY_THREAD = ['checkpoint_writes', 'checkpoint_blobs', 'checkpoints']

/**
 * Removes everything that came from the tasks of a user (`metadata.user_id`) and the tasks that those made: the tasks with
 * their events, results, journals, tokens, checkpoints and history, and whatever they had a part in of what is remembered.
 * Tasks that run are cancelled first. All cached plans go too, since nothing says whose goal they were made for. The
 * `action_log` keeps that somebody was erased, and not who.
 *
 * Tasks the user submits meanwhile are not included: let nothing in before, or erase once more after.
 */
export async function eraseUser({ pool, tasks, vault }: EraseParts, userId: string, actor: string): Promise<Erasure> {
  const found = await findUserTasks(pool, vault, userId)
  for (const { taskId, hasEnded } of found.tasks) if (!hasEnded) await cancel(tasks, taskId)
  const ids = found.tasks.map(({ taskId }) => taskId)
  const deleted = await inTransaction(pool, (transaction) => eraseTasks(transaction, ids, actor))
  return { deleted, unreadableTasks: found.unreadable }
}

/** It may have ended, or somebody else may have erased it, by now. */
async function cancel(tasks: Pick<TaskStore, 'cancel'>, taskId: string): Promise<void> {
  try {
    await tasks.cancel(taskId, 'The user is erased.')
  } catch (error) {
    if (!(error instanceof Fault) || !['TASK_ENDED', 'TASK_NOT_FOUND'].includes(error.code)) throw error
  }
}

async function eraseTasks(sql: Sql, ids: readonly string[], actor: string): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {}
  const remove = async (table: string, condition: string) => {
    const { rows } = await sql.query(`delete from ${table} where ${condition} returning 1 as gone`, [ids])
    deleted[table] = rows.length
  }
  await openAppendOnly(sql)
  // Whoever writes for one of them has its row: they come to their end first, and nobody can begin.
  await sql.query('select from tasks where id = any($1::uuid[]) order by id for update', [ids])
  const { rows: tables } = await sql.query<{ name: string; type: string }>(TABLES)
  for (const { name, type } of tables) await remove(name, `task_id = any($1::${type === 'uuid' ? 'uuid' : 'text'}[])`)
  for (const table of BY_SOURCE) await remove(table, 'source_tasks && $1::uuid[]')
  for (const table of BY_THREAD) await remove(table, 'thread_id = any($1::text[])')
  await remove('tasks', 'id = any($1::uuid[])')
  if (ids.length > 0) await remove('plan_cache', '$1::text[] is not null')
  await sql.query(`insert into action_log (actor, action, data) values ($1, 'user.erased', $2)`, [actor, { deleted }])
  return deleted
}
