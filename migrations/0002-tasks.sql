-- Tasks and what belongs to them. A task's life:
--
--   pending ──claim──→ processing ──settle──→ completed | failed
--                      │   ↑ wait for a person: worker_id null, interrupt set; the answer clears interrupt, sets resume
--   pending, processing ──cancel──→ cancelled          pending, processing ──bury──→ failed
--
-- `fence` rises with every claim, cancel and bury. A run writes only while its fence is the task's and worker_id is set.

create table tasks (
  id uuid primary key default gen_random_uuid(),
  status text not null default 'pending',
  phase text not null default 'accepted',
  -- The contract is the source; what is searched or shown without it is derived and cannot differ.
  contract jsonb not null,
  goal text not null generated always as (contract ->> 'goal') stored,
  priority text not null generated always as (contract ->> 'priority') stored,
  parent_task_id text generated always as (contract ->> 'parentTaskId') stored,
  task_metadata jsonb not null generated always as (contract -> 'metadata') stored,
  plan jsonb,
  plan_round integer,

  -- Whose turn it is.
  fence bigint not null default 0,
  worker_id text,
  turn integer not null default 1,
  interrupt jsonb,
  resume jsonb,

  -- How it ended.
  fault jsonb,
  confidence double precision,

  -- Limits and spending. `reserved_*` is what runs of the present fence have set aside and not settled.
  max_cost_usd numeric not null,
  max_tokens bigint not null,
  max_seconds numeric not null,
  budget_opened boolean not null default false,
  cost_usd numeric not null default 0,
  tokens bigint not null default 0,
  seconds numeric not null default 0,
  reserved_cost_usd numeric not null default 0,
  reserved_tokens bigint not null default 0,

  -- Time: run_seconds is that of earlier claims, claimed_at starts the present one; waiting for a person counts apart.
  run_seconds double precision not null default 0,
  claimed_at timestamptz,
  waited_seconds double precision not null default 0,
  waiting_since timestamptz,

  event_seq bigint not null default 0,
  -- Milliseconds, so that a time that went through JavaScript still equals the stored one.
  created_at timestamptz(3) not null default clock_timestamp(),
  updated_at timestamptz(3) not null default clock_timestamp(),
  completed_at timestamptz(3),

  constraint tasks_priority_is_known check (priority in ('low', 'medium', 'high', 'critical')),
  constraint tasks_phase_is_known check (phase in
    ('accepted', 'reflex', 'planning', 'awaiting_approval', 'executing', 'judging', 'integrating', 'done')),
  constraint tasks_confidence_is_a_share check (confidence between 0 and 1),
  constraint tasks_spending_is_not_negative check (
    least(cost_usd, tokens, seconds, reserved_cost_usd, reserved_tokens) >= 0 and cost_usd <> 'NaN' and seconds <> 'NaN'),
  constraint tasks_are_held_or_not check ((worker_id is null) = (claimed_at is null)),
  constraint tasks_plan_has_its_round check ((plan is null) = (plan_round is null)),
  constraint tasks_status_is_whole check (case status
    when 'pending' then worker_id is null and interrupt is null and resume is null
      and fault is null and completed_at is null and phase = 'accepted'
    when 'processing' then fault is null and completed_at is null and phase <> 'done'
      and (interrupt is null) = (waiting_since is null)
      and (interrupt is null or (worker_id is null and resume is null and phase = 'awaiting_approval'))
    when 'completed' then worker_id is null and interrupt is null and fault is null
      and confidence is not null and completed_at is not null and phase = 'done'
    when 'failed' then worker_id is null and interrupt is null and fault is not null
      and completed_at is not null and phase = 'done'
    when 'cancelled' then worker_id is null and interrupt is null and fault is null
      and completed_at is not null and phase = 'done'
    else false end)
);

create index tasks_newest on tasks (created_at desc, id desc);
create index tasks_newest_by_status on tasks (status, created_at desc, id desc);
create index tasks_by_parent on tasks (parent_task_id, created_at desc, id desc) where parent_task_id is not null;

create table idempotency_keys (
  key text primary key,
  -- A digest of the request that came with it.
  fingerprint text not null,
  -- Written before its task, so that of many equal requests all but one wait here.
  task_id uuid not null references tasks on delete cascade deferrable initially deferred,
  created_at timestamptz not null default now()
);

create index idempotency_keys_by_task on idempotency_keys (task_id);

create table task_results (
  id uuid primary key default gen_random_uuid(),
  task_id uuid not null references tasks on delete cascade,
  result_data jsonb not null,
  confidence double precision not null check (confidence between 0 and 1),
  created_at timestamptz not null default clock_timestamp()
);

create index task_results_by_task on task_results (task_id, created_at);

-- Every plan a task has had; `tasks.plan` is the present one. A plan edited by a person replaces the one of its round.
create table plans (
  task_id uuid not null references tasks on delete cascade,
  round integer not null check (round >= 0),
  plan jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (task_id, round)
);

create table plan_cache (
  key text primary key,
  plan jsonb not null,
  expires_at timestamptz not null
);

create index plan_cache_by_expiry on plan_cache (expires_at);

-- What happened to a task, in order: `seq` counts from 1 without gaps. `data` is the event's body without its type.
create table task_events (
  task_id uuid not null references tasks on delete cascade,
  seq bigint not null check (seq > 0),
  type text not null,
  data jsonb not null,
  at timestamptz(3) not null default clock_timestamp(),
  primary key (task_id, seq)
);

-- A step's intent before it runs and its outcome after it. A started row of an older fence was interrupted.
create table step_journal (
  task_id uuid not null references tasks on delete cascade,
  round integer not null check (round >= 0),
  step_id integer not null check (step_id > 0),
  state text not null,
  fence bigint not null,
  arm_id text not null,
  action text not null,
  -- Null for a step that was skipped: it never started.
  attempt integer check (attempt > 0),
  idempotency_key text,
  record jsonb,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (task_id, round, step_id),
  constraint step_journal_state_is_whole check (case state
    when 'started' then attempt is not null and idempotency_key is not null and started_at is not null
      and record is null and finished_at is null
    when 'finished' then record is not null and finished_at is not null
    else false end)
);

-- Money and tokens set aside before a call. One of an older fence than its task's no longer counts as reserved; what
-- was really spent is added to the task when it is settled, however late.
create table reservations (
  id uuid primary key default gen_random_uuid(),
  task_id uuid not null references tasks on delete cascade,
  fence bigint not null,
  purpose text not null,
  cost_usd numeric not null check (cost_usd >= 0),
  tokens bigint not null check (tokens >= 0),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  spent_cost_usd numeric check (spent_cost_usd >= 0),
  spent_tokens bigint check (spent_tokens >= 0),
  constraint reservations_settled_are_whole check (
    (settled_at is null) = (spent_cost_usd is null) and (settled_at is null) = (spent_tokens is null))
);

create index reservations_by_task on reservations (task_id);

-- How arms have done, decayed over time: counts are weights, not whole numbers.
create table arm_stats (
  arm_id text primary key,
  successes double precision not null default 0 check (successes >= 0),
  failures double precision not null default 0 check (failures >= 0),
  average_latency_ms double precision check (average_latency_ms >= 0),
  updated_at timestamptz not null default now()
);

-- Who did what. It outlives the tasks it speaks of.
create table action_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  task_id uuid,
  data jsonb not null default '{}'
);

create index action_log_by_task on action_log (task_id, id) where task_id is not null;

-- At depth 1 somebody deletes rows by name; deeper, the foreign key does because the task goes.
create function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
    return old;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;

create trigger task_events_are_append_only before update or delete on task_events
  for each row execute function refuse_change();
create trigger action_log_is_append_only before update or delete on action_log
  for each row execute function refuse_change();
