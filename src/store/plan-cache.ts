import { Plan } from '../contracts/plan.ts'
import type { Sql } from './sql.ts'
import { toJsonb } from './to-jsonb.ts'

const GET = 'select plan from plan_cache where key = $1 and expires_at > now()'

// Clears a few expired plans on the way; `skip locked`, because others put at the same time.
const PUT = `
  with expired as (
    delete from plan_cache where key in (
      select key from plan_cache where expires_at < now() and key <> $1 limit 20 for update skip locked
    )
  )
  insert into plan_cache (key, plan, expires_at) values ($1, $2::jsonb, now() + make_interval(secs => $3))
  on conflict (key) do update set plan = excluded.plan, expires_at = excluded.expires_at`

interface PlanCacheParts {
  readonly pool: Sql
  /** 24 hours when left out. */
  readonly lifetimeMs?: number
}

/** The plan cache of all processes. What an older version stored in another shape counts as not there. */
export function createPlanCache({ pool, lifetimeMs = 86_400_000 }: PlanCacheParts) {
  return {
    async get(key: string): Promise<Plan | null> {
      const { rows } = await pool.query<{ plan: unknown }>(GET, [key])
      return Plan.safeParse(rows[0]?.plan).data ?? null
    },
    async put(key: string, plan: Plan): Promise<void> {
      await pool.query(PUT, [key, toJsonb(plan), lifetimeMs / 1_000])
    },
  }
}
