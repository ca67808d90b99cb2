-- What is remembered between tasks. No row holds personal data; `source_tasks` are the tasks that wrote it, the latest
-- thousand, so that what came from a user can be found and removed.

-- Items of LangGraph's store. The first label of a namespace is the tenant, the second the arm.
create table memory_items (
  namespace text[] not null,
  key text not null,
  value jsonb not null,
  words tsvector not null,
  -- Its meaning, as the model of that name has it. An array, because pgvector need not be there.
  embedding real[],
  embedding_model text,
  source_tasks uuid[] not null default '{}',
  expires_at timestamptz,
  created_at timestamptz(3) not null default clock_timestamp(),
  updated_at timestamptz(3) not null default clock_timestamp(),
  primary key (namespace, key),
  constraint memory_items_have_a_namespace check (cardinality(namespace) > 0)
);

create index memory_items_by_scope on memory_items ((namespace[1]), (namespace[2]), updated_at desc);
create index memory_items_by_words on memory_items using gin (words);
create index memory_items_by_source on memory_items using gin (source_tasks);
create index memory_items_by_expiry on memory_items (expires_at) where expires_at is not null;

-- What arms have found out about the world. An entity is known by its type and name; `name_key` is the name without its
-- capitals and in one form of Unicode.
create table entities (
  id uuid primary key default gen_random_uuid(),
  tenant text not null,
  type text not null,
  name text not null,
  name_key text not null,
  properties jsonb not null default '{}',
  words tsvector not null generated always as (
    to_tsvector('simple', name) || to_tsvector('english', name)
      || jsonb_to_tsvector('simple', properties, '["string", "numeric"]')
      || jsonb_to_tsvector('english', properties, '["string"]')
  ) stored,
  source_arms text[] not null default '{}',
  source_tasks uuid[] not null default '{}',
  created_at timestamptz(3) not null default clock_timestamp(),
  updated_at timestamptz(3) not null default clock_timestamp(),
  constraint entities_of_a_tenant unique (tenant, id),
  constraint entities_once unique (tenant, type, name_key)
);

create index entities_by_words on entities using gin (words);
create index entities_by_source on entities using gin (source_tasks);

create table relationships (
  id uuid primary key default gen_random_uuid(),
  tenant text not null,
  from_id uuid not null,
  to_id uuid not null,
  type text not null,
  properties jsonb not null default '{}',
  source_arms text[] not null default '{}',
  source_tasks uuid[] not null default '{}',
  created_at timestamptz(3) not null default clock_timestamp(),
  updated_at timestamptz(3) not null default clock_timestamp(),
  constraint relationships_once unique (from_id, to_id, type),
  -- No relationship leads from one tenant to another.
  foreign key (tenant, from_id) references entities (tenant, id) on delete cascade,
  foreign key (tenant, to_id) references entities (tenant, id) on delete cascade
);

create index relationships_by_end on relationships (to_id);
create index relationships_by_source on relationships using gin (source_tasks);

-- Every task that has ended, in short.
create table task_history (
  task_id uuid primary key references tasks on delete cascade,
  tenant text not null default 'default',
  goal text not null,
  -- A line for each step of the last plan: the arm and what it was to do.
  plan_summary text not null,
  -- The beginning of the answer, or what went wrong.
  outcome text not null,
  status text not null,
  success boolean not null generated always as (status = 'completed') stored,
  confidence double precision,
  duration_ms bigint not null,
  cost_usd numeric not null,
  tokens bigint not null,
  arms text[] not null,
  ended_at timestamptz(3) not null,
  words tsvector not null generated always as (
    setweight(to_tsvector('simple', goal) || to_tsvector('english', goal), 'A')
      || setweight(to_tsvector('english', plan_summary), 'D')
  ) stored
);

create index task_history_by_words on task_history using gin (words);
create index task_history_by_end on task_history (tenant, ended_at desc);

-- A token such as [EMAIL_1] means something in its own task only.
create function without_token_numbers(words text) returns text language sql immutable as $$
  select regexp_replace(words, '\[([A-Z][A-Z0-9_]*)_[0-9]{1,9}\]', '[\1]', 'g')
$$;

-- By a trigger, so that whatever ends a task writes its history in the same transaction: settling, cancelling, burying.
create function remember_task() returns trigger language plpgsql as $$
begin
  insert into task_history (task_id, goal, plan_summary, outcome, status, confidence, duration_ms, cost_usd, tokens, arms, ended_at)
  select new.id, without_token_numbers(new.goal),
    without_token_numbers(coalesce((
      select string_agg((step ->> 'armId') || ': ' || (step ->> 'action'), e'\n' order by place)
      from jsonb_array_elements(new.plan -> 'steps') with ordinality as steps (step, place)
    ), '')),
    without_token_numbers(left(coalesce(new.fault ->> 'message', (
      select result_data ->> 'answer' from task_results where task_id = new.id order by created_at desc limit 1
    ), ''), 2000)),
    new.status, new.confidence, extract(epoch from new.completed_at - new.created_at) * 1000, new.cost_usd, new.tokens,
    array(
      select distinct record #>> '{provenance,armId}' from step_journal
      where task_id = new.id and state = 'finished' and record ->> 'status' = 'ok' order by 1
    ),
    new.completed_at
  on conflict (task_id) do update set
    plan_summary = excluded.plan_summary, outcome = excluded.outcome, status = excluded.status,
    confidence = excluded.confidence, duration_ms = excluded.duration_ms, cost_usd = excluded.cost_usd,
    tokens = excluded.tokens, arms = excluded.arms, ended_at = excluded.ended_at;
  return null;
end
$$;

create trigger tasks_are_remembered after update of status on tasks
  for each row when (new.completed_at is not null and old.completed_at is null) execute function remember_task();

-- Append-only, but for erasing a user and for retention, which say so for their own transaction.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and (pg_trigger_depth() > 1 or current_setting('octollm.erasing', true) = 'on') then
    return old;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;
