import type { ApprovalAnswer } from '../contracts/approval.ts'
import type { TaskContract } from '../contracts/task.ts'
import { insertEvents } from './event-row.ts'
import type { Sql } from './sql.ts'
import type { ClaimedTask } from './task-store.ts'

// Run time of a claim that came to no end counts up to its last write: the time until somebody took over is nobody's.
// A raised fence releases what earlier runs had reserved.
const CLAIM = `
  with before as (
    select id, worker_id from tasks where id = $1 for update
  ), claimed as (
    update tasks set
      status = 'processing',
      worker_id = $2,
      fence = fence + 1,
      run_seconds = run_seconds + coalesce(greatest(0, extract(epoch from updated_at - claimed_at)), 0),
      claimed_at = clock_timestamp(),
      updated_at = clock_timestamp(),
      reserved_cost_usd = 0,
      reserved_tokens = 0,
      event_seq = event_seq + 1
    from before
    where tasks.id = before.id and status in ('pending', 'processing') and interrupt is null
    returning tasks.id, contract, created_at, fence, resume, event_seq, before.worker_id is not null as recovered,
      max_seconds - run_seconds as seconds_left,
      (contract ->> 'deadlineSeconds')::float8 + waited_seconds - extract(epoch from claimed_at - created_at) as deadline_left
  ), event as (${insertEvents(
    'claimed',
    `jsonb_build_array(jsonb_build_object('workerId', $2::text, 'fence', claimed.fence) || case
      when claimed.recovered then jsonb_build_object('type', 'task.recovered', 'keptSteps', (
        select coalesce(jsonb_agg(distinct step_id order by step_id), '[]') from step_journal
        where task_id = $1 and state = 'finished'))
      else jsonb_build_object('type', 'task.claimed') end)`,
  )})
  select contract, created_at, fence::float8, resume, recovered, least(seconds_left, deadline_left)::float8 as seconds_left from claimed`

interface ClaimRow {
  readonly contract: TaskContract
  readonly created_at: Date
  readonly fence: number
  readonly resume: { interruptId: string; answer: ApprovalAnswer } | null
  readonly recovered: boolean
  readonly seconds_left: number
}

export async function claimTask(sql: Sql, taskId: string, workerId: string): Promise<ClaimedTask | null> {
  const { rows } = await sql.query<ClaimRow>(CLAIM, [taskId, workerId])
  const [row] = rows
  if (!row) return null
  const { contract, created_at, fence, recovered, resume, seconds_left } = row
  return {
    taskId,
    contract,
    fence,
    recovered,
    resume,
    submittedAt: created_at.getTime(),
    // From this machine's clock, which the worker compares it with, and not from the database's.
    expiresAt: Date.now() + seconds_left * 1_000,
  }
}
