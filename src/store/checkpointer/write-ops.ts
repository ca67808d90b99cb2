import pg from 'pg'
import type { CheckpointOp } from './checkpoint-op.ts'
import { type Fence, toFenceKey } from './fence.ts'
import { mergeBlobs, mergeCheckpoints, mergeWrites } from './merge-rows.ts'

interface Statement {
  readonly name: string
  readonly text: string
}

/** Stores operations in one statement, hence one round trip and one commit. Returns those whose fence is stale. */
export function createOpsWriter({ pool, schema }: { pool: pg.Pool; schema: string }) {
  const unfenced = toStatement(schema, 'unfenced')
  const fenced = toStatement(schema, 'fenced')
  return async (ops: readonly CheckpointOp[]): Promise<ReadonlySet<CheckpointOp>> => {
    const fences = numberFences(ops)
    const rows = toColumns(ops, fences)
    if (fences.size === 0) {
      await pool.query({ ...unfenced, values: rows })
      return new Set()
    }
    const claims = [...fences.values()]
    const values = [...rows, claims.map(({ fence }) => fence.taskId), claims.map(({ fence }) => fence.token)]
    const result = await pool.query<{ n: number }>({ ...fenced, values })
    const live = new Set(result.rows.map(({ n }) => n))
    return new Set(ops.filter(({ fence }) => fence && !live.has(fences.get(toFenceKey(fence))?.n ?? 0)))
  }
}

type NumberedFences = ReadonlyMap<string, { readonly n: number; readonly fence: Fence }>

/** Counted from 1, as `with ordinality` does. One process may hold an old and a new claim of the same task. */
function numberFences(ops: readonly CheckpointOp[]): NumberedFences {
  const fences = new Map<string, { n: number; fence: Fence }>()
  for (const { fence } of ops) {
    if (fence && !fences.has(toFenceKey(fence))) fences.set(toFenceKey(fence), { n: fences.size + 1, fence })
  }
  return fences
}

/** One array a column, as `unnest` wants them; the last column of each table is the number of the row's fence. */
function toColumns(ops: readonly CheckpointOp[], fences: NumberedFences): unknown[][] {
  const fenceOf = new Map(ops.map(({ threadId, fence }) => [threadId, fence && fences.get(toFenceKey(fence))?.n]))
  const turn = (rows: readonly (readonly [string, ...unknown[]])[], width: number): unknown[][] => [
    ...Array.from({ length: width }, (_, column) => rows.map((row) => row[column])),
    rows.map(([threadId]) => fenceOf.get(threadId) ?? null),
  ]
  return [
    ...turn(mergeBlobs(ops.flatMap(({ blobs }) => blobs)), 6),
    ...turn(mergeWrites(ops.flatMap(({ writes }) => writes)), 8),
    ...turn(mergeCheckpoints(ops.flatMap(({ checkpoints }) => checkpoints)), 6),
  ]
}

function toStatement(schema: string, kind: 'fenced' | 'unfenced'): Statement {
  const at = pg.escapeIdentifier(schema)
  const isLive = kind === 'fenced' ? 'where r.fence is null or r.fence in (select n from live)' : ''
  // `for share` makes a new claim of the task wait for this commit, and this statement wait for a claim under way.
  const live = `live as materialized (
    select claim.n::int from unnest($24::uuid[], $25::bigint[]) with ordinality as claim (task_id, token, n)
    join ${at}.tasks t on t.id = claim.task_id and t.fence = claim.token and t.status = 'processing'
    for share of t
  ),`
  const text = `with ${kind === 'fenced' ? live : ''}
  blobs as (
    insert into ${at}.checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    select thread_id, ns, channel, version, type, blob
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::int[])
      as r (thread_id, ns, channel, version, type, blob, fence) ${isLive}
    on conflict do nothing
  ),
  writes as (
    insert into ${at}.checkpoint_writes as old (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob)
    select thread_id, ns, checkpoint_id, task_id, idx, channel, type, blob
    from unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::int[], $13::text[], $14::text[], $15::bytea[], $16::int[])
      as r (thread_id, ns, checkpoint_id, task_id, idx, channel, type, blob, fence) ${isLive}
    on conflict (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
      do update set channel = excluded.channel, type = excluded.type, blob = excluded.blob where old.idx < 0
  ),
  checkpoints as (
    insert into ${at}.checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
    select thread_id, ns, checkpoint_id, parent, checkpoint, metadata
    from unnest($17::text[], $18::text[], $19::text[], $20::text[], $21::jsonb[], $22::jsonb[], $23::int[])
      as r (thread_id, ns, checkpoint_id, parent, checkpoint, metadata, fence) ${isLive}
    on conflict (thread_id, checkpoint_ns, checkpoint_id)
      do update set checkpoint = excluded.checkpoint, metadata = excluded.metadata
  )
  ${kind === 'fenced' ? 'select n from live' : 'select'}`
  return { name: `octollm-checkpoints-${kind}-${schema}`, text }
}
