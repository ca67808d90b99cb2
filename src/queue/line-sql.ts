export type LineSql = Readonly<ReturnType<typeof toLineSql>>

/**
 * What pg-boss has no call for, on its `job` table. An attempt is named by id and `retry_count`, which the engine raises
 * with every claim of a job that was started before.
 */
export function toLineSql(engineSchema: string) {
  const job = `${engineSchema}.job`
  return {
    // One look into the index per priority.
    levelOfOldest: `
      select level from unnest($2::int[]) level
      cross join lateral (
        select created_on from ${job}
        where name = $1 and priority = level and state < 'active' and not blocked and start_after <= now()
        order by created_on
        limit 1
      ) oldest
      order by oldest.created_on
      limit 1`,

    // Without started_on the next claim does not count as another try.
    giveBack: `
      update ${job}
      set state = 'created', started_on = null, heartbeat_on = null, start_after = now() + $4 * interval '1 ms'
      where name = $1 and id = $2 and state = 'active' and retry_count = $3`,

    allowNoRetry: `
      update ${job} set retry_limit = retry_count
      where name = $1 and id = $2 and state = 'active' and retry_count = $3`,

    forgetDead: `delete from ${job} where name = $1 and singleton_key = $2`,

    // A lock that can be had belongs to nobody alive. Taking it, for the length of this statement, keeps the worker out
    // that is about to lock a job it has just fetched, and the update looks at the row again after that: a job that was
    // settled or taken anew in between is left alone. started_on stays, so the next claim counts as another try.
    reclaim: `
      with old as materialized (
        select id, retry_count, group_id from ${job}
        where name = $1 and state = 'active' and group_id is not null and started_on < now() - $3 * interval '1 ms'
      ), orphaned as materialized (
        select id, retry_count from old where pg_try_advisory_xact_lock(hashtextextended($2 || group_id, 0))
      )
      update ${job} j
      set state = 'retry', start_after = now(), heartbeat_on = null
      from orphaned
      where j.name = $1 and j.id = orphaned.id and j.retry_count = orphaned.retry_count
        and j.state = 'active' and j.started_on < now() - $3 * interval '1 ms'
      returning j.id`,

    // The lock is the task's, not the job's: it may be that of a later turn, whose worker shows itself.
    endLapsedSessions: `
      select pg_terminate_backend(held.pid)
      from ${job} j
      cross join lateral (select hashtextextended($2 || j.group_id, 0) as key) lock
      join pg_locks held on held.locktype = 'advisory' and held.objsubid = 1 and held.granted
        and held.database = (select oid from pg_database where datname = current_database())
        and held.classid = ((lock.key >> 32) & 4294967295)::oid
        and held.objid = (lock.key & 4294967295)::oid
      where j.name = $1 and j.state = 'active' and j.group_id is not null
        and j.heartbeat_on < now() - $3 * interval '1 ms'
        and not exists (
          select from ${job} turn
          where turn.name = $1 and turn.state = 'active' and turn.group_id = j.group_id and turn.id <> j.id
            and turn.heartbeat_on >= now() - $3 * interval '1 ms')`,

    depth: `
      select 'waiting' as place, priority as level, count(*)::int as jobs from ${job}
      where name = $1 and state < 'active' group by priority
      union all
      select 'active', 0, count(*)::int from ${job} where name = $1 and state = 'active' and group_id is not null
      union all
      select 'dead', 0, count(*)::int from ${job} where name = $2 and state < 'active'`,
  }
}
