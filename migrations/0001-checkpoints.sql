-- The tables of PostgresSaver (@langchain/langgraph-checkpoint-postgres 1.0.5), so that the stock saver and ours can share a
-- database. Its own migrations are noted as done: its setup() then finds nothing to do.

create table if not exists checkpoint_migrations (
  v integer primary key
);

create table if not exists checkpoints (
  thread_id text not null,
  checkpoint_ns text not null default '',
  checkpoint_id text not null,
  parent_checkpoint_id text,
  type text,
  checkpoint jsonb not null,
  metadata jsonb not null default '{}',
  primary key (thread_id, checkpoint_ns, checkpoint_id)
);

create table if not exists checkpoint_blobs (
  thread_id text not null,
  checkpoint_ns text not null default '',
  channel text not null,
  version text not null,
  type text not null,
  blob bytea,
  primary key (thread_id, checkpoint_ns, channel, version)
);

create table if not exists checkpoint_writes (
  thread_id text not null,
  checkpoint_ns text not null default '',
  checkpoint_id text not null,
  task_id text not null,
  idx integer not null,
  channel text not null,
  type text,
  blob bytea not null,
  primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
);

alter table checkpoint_blobs alter column blob drop not null;

insert into checkpoint_migrations (v) values (0), (1), (2), (3), (4) on conflict do nothing;
