import pg from 'pg'

/**
 * Removes what a run can never ask for again. Kept is the latest checkpoint of each namespace with its values and pending
 * writes. A namespace `node:id` belongs to one invocation of a subgraph: it goes when a graph above it has moved past the
 * checkpoint that the invocation started from. A namespace without an id is a subgraph with a memory of its own: it stays.
 *
 * Ids of checkpoints grow, so rows that a run writes meanwhile are out of reach.
 */
export async function pruneThread(pool: pg.Pool, schema: string, threadId: string): Promise<void> {
  await pool.query(toPruneStatement(pg.escapeIdentifier(schema)), [threadId])
}

// Two kinds of thread need older checkpoints to read the latest: those of savers before format 4, and delta channels.
const toPruneStatement = (at: string) => `with
  latest as (
    select distinct on (checkpoint_ns) checkpoint_ns as ns, checkpoint_id as id, checkpoint, metadata
    from ${at}.checkpoints where thread_id = $1
    order by checkpoint_ns, checkpoint_id desc
  ),
  judged as (
    select l.ns, l.id, l.checkpoint, split_part(l.ns, '|', -1) like '%:%' and exists (
      select from latest above where l.metadata -> 'parents' ->> above.ns <> above.id
    ) as is_over
    from latest l
    where not exists (
      select from latest old where (old.checkpoint ->> 'v')::int < 4 or old.metadata ? 'counters_since_delta_snapshot'
    )
  ),
  old_checkpoints as (
    delete from ${at}.checkpoints c using judged j
    where c.thread_id = $1 and c.checkpoint_ns = j.ns and (c.checkpoint_id < j.id or j.is_over and c.checkpoint_id = j.id)
  ),
  old_writes as (
    delete from ${at}.checkpoint_writes w using judged j
    where w.thread_id = $1 and w.checkpoint_ns = j.ns and (w.checkpoint_id < j.id or j.is_over and w.checkpoint_id = j.id)
  )
  delete from ${at}.checkpoint_blobs b using judged j
  where b.thread_id = $1 and b.checkpoint_ns = j.ns
    and (j.is_over or j.checkpoint -> 'channel_versions' ->> b.channel is distinct from b.version)`
