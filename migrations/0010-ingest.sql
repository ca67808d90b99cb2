-- What is known of a document beside its text, and where a passage stands in formats whose lines are not all there is.

alter table documents
  add column title text,
  add column size_bytes bigint not null default 0,
  -- Names to strings, numbers, booleans or lists of strings; searches filter by it.
  add column metadata jsonb not null default '{}',
  -- The folder it was indexed from, as a hash: what is gone from there goes from here, and nothing else does.
  add column origin text;

alter table chunks
  -- "page 3", "row 12", "/items/4"; null where the lines say it all.
  add column place text,
  -- The document's line of each line of the passage; null where they count on from start_line.
  add column line_numbers integer[];

create index documents_by_metadata on documents using gin (metadata jsonb_path_ops);
create index documents_by_origin on documents (origin) where origin is not null;
