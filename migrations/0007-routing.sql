-- What the router knows of arms, shared by all processes.

-- The last outcomes, oldest first: 1 for a success, 0 for a failure.
alter table arm_stats add column recent text not null default '';

-- How many steps each process has in hand. A process that died leaves rows that are no longer renewed; after a crash of the
-- database all begin with nothing, hence unlogged.
create unlogged table arm_load (
  process_id uuid not null,
  arm_id text not null,
  in_flight integer not null check (in_flight >= 0),
  updated_at timestamptz not null default now(),
  primary key (process_id, arm_id)
);
