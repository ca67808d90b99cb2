-- What the retriever searches. A document is known by its source; its chunks are passages with their lines.

create table documents (
  document_id bigint generated always as identity primary key,
  source text not null unique,
  -- Tells whether a document has to be indexed again.
  content_hash text not null,
  media_type text not null,
  indexed_at timestamptz not null default now()
);

create table chunks (
  chunk_id bigint generated always as identity primary key,
  document_id bigint not null references documents on delete cascade,
  -- 1-based, inclusive.
  start_line integer not null,
  end_line integer not null,
  -- The headings above the passage, outermost first.
  heading text not null,
  text text not null,
  words tsvector not null generated always as (
    setweight(to_tsvector('english', heading), 'A') || setweight(to_tsvector('english', text), 'D')
  ) stored,
  constraint chunks_lines_are_in_order check (start_line between 1 and end_line)
);

create index chunks_by_document on chunks (document_id);
create index chunks_by_words on chunks using gin (words);
