-- What the search ranks by: words in the language of each document, and how long its passages are. Passages that are here
-- already keep their English words until they are indexed anew.

alter table documents
  -- A text search configuration of Postgres.
  add column language text not null default 'english',
  -- Of its passages: so that their mean length is known without reading them.
  add column chunk_count integer not null default 0,
  add column word_count bigint not null default 0;

-- Words are no longer a matter of Postgres alone: it cuts neither Chinese or Thai nor the parts of an identifier.
alter table chunks alter column words drop expression;
alter table chunks add column word_count integer not null default 0;

-- Ranking reads the words of every candidate several times. In the row they cost a fifth of what they cost beside it, and
-- no more room.
alter table chunks alter column words set storage main;
alter table chunks set (toast_tuple_target = 8160);

update chunks set word_count = length(words);
update documents
  set (chunk_count, word_count) =
    (select count(*), coalesce(sum(chunks.word_count), 0) from chunks where chunks.document_id = documents.document_id);

-- Which model made the vectors, which are in chunk_embeddings: a table that is made when there is an embedding model and
-- the server has pgvector.
create table embedding_model (
  only_row boolean primary key default true check (only_row),
  name text not null,
  dimensions integer not null check (dimensions > 0),
  -- The mean cosine similarity of passages picked at random: what no relation at all looks like to this model.
  background real,
  -- The process that makes the missing vectors, as long as it says so.
  filled_by text,
  filled_until timestamptz
);
