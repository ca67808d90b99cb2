-- Arms behind HTTP, as every process on this database knows them.

create table remote_arms (
  arm_id text primary key,
  url text not null unique,
  -- What the arm said of itself at GET /capabilities, last time it was asked.
  description jsonb not null,
  source text not null,
  registered_at timestamptz not null default clock_timestamp(),
  constraint remote_arms_source_is_known check (source in ('configured', 'registered'))
);

-- Capability tokens that were taken back before their time; one that has expired is worth nothing anyway.
create table revoked_capabilities (
  jti text primary key,
  expires_at timestamptz not null
);

create index revoked_capabilities_by_expiry on revoked_capabilities (expires_at);
