import { randomUUID } from 'node:crypto'
import type { ArmChange, ArmRecord, ArmRecordStore } from '../contracts/arm-record.ts'
import type { Sql } from './sql.ts'
import { toJsonb } from './to-jsonb.ts'

// After that a process that says nothing is taken for dead: one that has something in hand speaks every second.
const SILENT_SECONDS = 15

// The rows are locked in one order by everybody. A record that was not used for long is as good as none, and no product
// of small numbers may become too small for Postgres: hence the bounds.
const TELL = `
  with told as (
    select * from jsonb_to_recordset($2::jsonb) as told (
      arm_id text, keep float8, successes float8, failures float8, keep_latency float8, added_latency float8, recent text)
  ), known as (
    select arm_id, 0.5 ^ least(50, greatest(0, extract(epoch from clock_timestamp() - updated_at) / 3600))::float8 as faded
    from arm_stats where arm_id in (select arm_id from told) order by arm_id for update
  ), changed as (
    update arm_stats set
      successes = round((arm_stats.successes * known.faded * told.keep + told.successes)::numeric, 9)::float8,
      failures = round((arm_stats.failures * known.faded * told.keep + told.failures)::numeric, 9)::float8,
      average_latency_ms = case when told.keep_latency = 1 then arm_stats.average_latency_ms
        else coalesce(arm_stats.average_latency_ms, 0) * told.keep_latency + told.added_latency end,
      recent = right(arm_stats.recent || told.recent, 10),
      updated_at = clock_timestamp()
    from told, known
    where arm_stats.arm_id = told.arm_id and known.arm_id = told.arm_id
    returning arm_stats.arm_id
  ), new as (
    insert into arm_stats (arm_id, successes, failures, average_latency_ms, recent)
    select arm_id, successes, failures, case when keep_latency < 1 then added_latency end, recent from told
    where arm_id not in (select arm_id from known)
    order by arm_id
    on conflict (arm_id) do nothing
    returning arm_id
  ), load as (
    insert into arm_load (process_id, arm_id, in_flight)
    select $1, arm_id, in_flight from jsonb_to_recordset($3::jsonb) as load (arm_id text, in_flight int)
    on conflict (process_id, arm_id) do update set in_flight = excluded.in_flight, updated_at = now()
  ), gone as (
    delete from arm_load where process_id <> $1 and updated_at < now() - interval '1 hour'
  )
  select arm_id from changed union all select arm_id from new`

const LEARN = `
  select arm_id, successes, failures, average_latency_ms, recent, in_flight,
    greatest(0, extract(epoch from clock_timestamp() - arm_stats.updated_at) * 1000)::float8 as age_ms
  from arm_stats full join (
    select arm_id, sum(in_flight)::int as in_flight from arm_load
    where process_id <> $1 and updated_at > now() - make_interval(secs => ${SILENT_SECONDS}) group by arm_id
  ) as load using (arm_id)`

interface Row {
  readonly arm_id: string
  readonly in_flight: number | null
  /** Null, as all that follows, of an arm that is busy and has no record. */
  readonly successes: number | null
  readonly failures: number
  readonly average_latency_ms: number | null
  readonly recent: string
  readonly age_ms: number
}

interface Parts {
  readonly pool: Sql
  /** Milliseconds since the epoch, of this process: ages are measured by the clock of the database. */
  readonly now?: () => number
}

/** The arms' records of all processes on one database. Each report is one atomic statement. */
export function createArmRecords({ pool, now = Date.now }: Parts): ArmRecordStore {
  const processId = randomUUID()

  async function tell(changes: ReadonlyMap<string, ArmChange>, load: ReadonlyMap<string, number>): Promise<void> {
    const { rows } = await pool.query<{ arm_id: string }>(TELL, [
      processId,
      toJsonb([...changes].map(([armId, change]) => toRow(armId, change))),
      toJsonb([...load].map(([armId, inFlight]) => ({ arm_id: armId, in_flight: inFlight }))),
    ])
    const taken = new Set(rows.map(({ arm_id }) => arm_id))
    // Another process told of a new arm at the same moment: its row is there now.
    const missed = new Map([...changes].filter(([armId]) => !taken.has(armId)))
    if (missed.size > 0) await tell(missed, new Map())
  }

  return {
    async exchange({ changes, inFlight }) {
      if (changes.size > 0 || inFlight.size > 0) await tell(changes, inFlight)
      const { rows } = await pool.query<Row>(LEARN, [processId])
      const at = now()
      return {
        records: new Map(rows.flatMap((row) => toRecord(row, at))),
        inFlightElsewhere: new Map(rows.map(({ arm_id, in_flight }) => [arm_id, in_flight ?? 0])),
      }
    },
  }
}

function toRow(armId: string, { keep, successes, failures, keepLatency, addedLatencyMs, recent }: ArmChange) {
  const latency = { keep_latency: keepLatency, added_latency: addedLatencyMs }
  return { arm_id: armId, keep, successes, failures, ...latency, recent }
}

function toRecord(row: Row, now: number): [string, ArmRecord][] {
  const { arm_id, successes, failures, average_latency_ms, recent, age_ms } = row
  if (successes === null) return []
  return [[arm_id, { successes, failures, latencyMs: average_latency_ms, recent, at: now - age_ms }]]
}
