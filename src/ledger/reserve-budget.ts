import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Budget, Usage } from '../contracts/usage.ts'
import type { Reservation, Spend } from '../model/model.ts'
import { isConnectionLost } from '../store/connection-lost.ts'
import { HELD } from '../store/event-row.ts'
import { budgetExceeded, leaseLost, overspent } from './budget-exceeded.ts'
import type { RunWriter } from './run-writer.ts'

const OPEN = `
  update tasks set
    max_cost_usd = case when budget_opened then max_cost_usd else $3 end,
    max_tokens = case when budget_opened then max_tokens else $4 end,
    max_seconds = case when budget_opened then max_seconds else $5 end,
    budget_opened = true
  where ${HELD}
  returning id`

// All reservations of a task go through its row, which is locked while the sum is compared.
const RESERVE = `
  with task as (
    update tasks set reserved_cost_usd = reserved_cost_usd + $3::numeric, reserved_tokens = reserved_tokens + $4::bigint
    where ${HELD}
      and cost_usd + reserved_cost_usd + $3::numeric <= max_cost_usd
      and tokens + reserved_tokens + $4::bigint <= max_tokens
    returning id, fence
  )
  insert into reservations (id, task_id, fence, purpose, cost_usd, tokens)
  select $5, id, fence, $6, $3::numeric, $4::bigint from task
  returning id`

// What was spent is spent: it counts even when the lease was lost meanwhile. The task's row is locked first, as in every
// statement that touches both.
const SETTLE = `
  with task as (
    select id from tasks where id = $1 for update
  ), settled as (
    update reservations set settled_at = now(), spent_cost_usd = $3, spent_tokens = $4
    from task where reservations.id = $2 and task_id = task.id and settled_at is null
    returning task_id, fence, cost_usd, tokens
  )
  update tasks set
    cost_usd = tasks.cost_usd + $3::numeric,
    tokens = tasks.tokens + $4::bigint,
    reserved_cost_usd = reserved_cost_usd - case when settled.fence = tasks.fence then settled.cost_usd else 0 end,
    reserved_tokens = reserved_tokens - case when settled.fence = tasks.fence then settled.tokens else 0 end
  from settled where tasks.id = settled.task_id`

// Spent already, so it counts whatever the budget says and whoever has the task by now.
const CHARGE = `
  with task as (
    select id from tasks where id = $1 for update
  ), entry as (
    insert into reservations (id, task_id, fence, purpose, cost_usd, tokens, settled_at, spent_cost_usd, spent_tokens)
    select $5, id, $2, $6, 0, 0, now(), $3, $4 from task
    on conflict (id) do nothing
    returning task_id
  )
  update tasks set cost_usd = cost_usd + $3::numeric, tokens = tokens + $4::bigint
  from entry where tasks.id = entry.task_id
  returning cost_usd <= max_cost_usd and tokens <= max_tokens as is_within, (${HELD}) as is_held`

const READ = `
  select
    cost_usd::float8, tokens::float8, seconds::float8,
    greatest(0, max_cost_usd - cost_usd - reserved_cost_usd)::float8 as cost_left,
    greatest(0, max_tokens - tokens - reserved_tokens)::float8 as tokens_left,
    greatest(0, max_seconds - seconds)::float8 as seconds_left,
    (${HELD}) as is_held
  from tasks where id = $1`

interface Account {
  readonly cost_usd: number
  readonly tokens: number
  readonly seconds: number
  readonly cost_left: number
  readonly tokens_left: number
  readonly seconds_left: number
  readonly is_held: boolean
}

/** Throws LEASE_LOST. */
export async function openBudget({ sql, taskId, fence }: RunWriter, budget: Budget): Promise<void> {
  const { maxCostUsd, maxTokens, maxTimeSeconds } = budget
  const { rows } = await sql.query(OPEN, [taskId, fence, maxCostUsd, maxTokens, maxTimeSeconds])
  if (rows.length === 0) throw leaseLost(taskId)
}

/** Throws LEASE_LOST, BUDGET_EXCEEDED. */
export async function reserve(run: RunWriter, worstCase: Spend, purpose: string): Promise<Reservation> {
  const { sql, taskId, fence } = run
  const { costUsd, tokens } = worstCase
  const id = await onceMore(async () => {
    const newId = randomUUID()
    const { rows } = await sql.query(RESERVE, [taskId, fence, costUsd, Math.ceil(tokens), newId, purpose])
    return rows.length > 0 ? newId : null
  })
  if (id === null) throw await refusal(run, worstCase, purpose)
  return {
    async settle(actual) {
      await onceMore(() => sql.query(SETTLE, [taskId, id, actual.costUsd, Math.ceil(actual.tokens)]))
    },
  }
}

interface Charged {
  readonly is_within: boolean
  readonly is_held: boolean
}

/** Throws LEASE_LOST, BUDGET_EXCEEDED; the spending is counted even so. */
export async function charge({ sql, taskId, fence }: RunWriter, spend: Spend, purpose: string): Promise<void> {
  const values = [taskId, fence, spend.costUsd, Math.ceil(spend.tokens), randomUUID(), purpose]
  const { rows } = await onceMore(() => sql.query<Charged>(CHARGE, values))
  const [charged] = rows
  if (!charged) return // counted by a try whose answer was lost; the next reservation says whether too much was spent
  if (!charged.is_held) throw leaseLost(taskId)
  if (!charged.is_within) throw overspent(spend, purpose)
}

const TRIES = 4
const PAUSE_MS = 150

/**
 * Arms and model calls reserve and settle, and would fail, or be paid for twice, for a connection that broke. A reservation
 * whose answer was lost holds its share until the run ends.
 */
async function onceMore<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let left = TRIES - 1; left > 0; left--) {
    try {
      return await work()
    } catch (error) {
      if (!isConnectionLost(error)) throw error
      await sleep(PAUSE_MS)
    }
  }
  return work()
}

async function refusal(run: RunWriter, worstCase: Spend, purpose: string): Promise<Error> {
  const account = await read(run)
  return account.is_held ? budgetExceeded(worstCase, purpose, toBudget(account)) : leaseLost(run.taskId)
}

async function read({ sql, taskId, fence }: RunWriter): Promise<Account> {
  const { rows } = await sql.query<Account>(READ, [taskId, fence])
  if (!rows[0]) throw leaseLost(taskId)
  return rows[0]
}

function toBudget({ cost_left, tokens_left, seconds_left }: Account): Budget {
  return { maxCostUsd: cost_left, maxTokens: tokens_left, maxTimeSeconds: seconds_left }
}

export async function readBudget(run: RunWriter): Promise<Budget> {
  return toBudget(await read(run))
}

export async function readSpending(run: RunWriter): Promise<Usage> {
  const { cost_usd, tokens, seconds } = await read(run)
  return { costUsd: cost_usd, tokens, seconds }
}
