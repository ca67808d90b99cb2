import { inTransaction, type Pool, type Sql } from './sql.ts'

/** Where the vectors of one model are. */
export interface VectorTable {
  readonly model: string
  readonly dimensions: number
  /** The quoted schema of pgvector: it need not be on the search path. */
  readonly extension: string
}

// Above, pgvector has no HNSW index for this type, and every vector is read.
const MOST_INDEXED_DIMENSIONS = 2_000

const LOCK = `select pg_advisory_xact_lock(hashtextextended('octollm vectors of ' || current_schema, 0))`

const EXTENSION = `
  select quote_ident(nspname) as schema from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
  where extname = 'vector'`

const AVAILABLE = `select from pg_available_extensions where name = 'vector'`

const REMEMBER = `
  insert into embedding_model (name, dimensions) values ($1, $2)
  on conflict (only_row) do update
    set name = excluded.name, dimensions = excluded.dimensions, background = null, filled_by = null, filled_until = null
    where (embedding_model.name, embedding_model.dimensions) <> (excluded.name, excluded.dimensions)
  returning name`

/** What is known of the model's vectors, null when it made none here yet. */
export async function knownDimensions(sql: Sql, model: string): Promise<number | null> {
  const { rows } = await sql.query<{ dimensions: number }>(
    `select dimensions from embedding_model where name = $1 and to_regclass('chunk_embeddings') is not null`,
    [model],
  )
  return rows[0]?.dimensions ?? null
}

/** Whether the server has pgvector, installed in this database or not. */
export async function hasVectors(sql: Sql): Promise<boolean> {
  return (await sql.query(`${AVAILABLE} union all select from pg_extension where extname = 'vector'`)).rows.length > 0
}

/**
 * Makes pgvector and the table ready for a model, once for all processes. Vectors of another model are dropped: they cannot
 * be compared. Throws when the extension may not be installed.
 */
export async function openVectorTable(pool: Pool, model: string, dimensions: number): Promise<VectorTable> {
  return inTransaction(pool, async (sql) => {
    await sql.query(LOCK)
    const extension = await installExtension(sql)
    const { rows: changed } = await sql.query(REMEMBER, [model, dimensions])
    if (changed.length > 0) await sql.query('drop table if exists chunk_embeddings')
    await createTable(sql, { extension, dimensions })
    return { model, dimensions, extension }
  })
}

async function installExtension(sql: Sql): Promise<string> {
  const installed = await sql.query<{ schema: string }>(EXTENSION)
  if (installed.rows[0]) return installed.rows[0].schema
  await sql.query('create extension vector with schema public')
  return 'public'
}

async function createTable(sql: Sql, { extension, dimensions }: Omit<VectorTable, 'model'>): Promise<void> {
  const { rows } = await sql.query(`select where to_regclass('chunk_embeddings') is not null`)
  if (rows.length > 0) return
  await sql.query(`
    create table chunk_embeddings (
      chunk_id bigint primary key references chunks on delete cascade,
      embedding ${extension}.vector(${dimensions}) not null
    )`)
  if (dimensions > MOST_INDEXED_DIMENSIONS) return
  await sql.query(`
    create index chunk_embeddings_by_direction on chunk_embeddings
    using hnsw (embedding ${extension}.vector_cosine_ops)`)
}

export const toVector = (numbers: readonly number[]) => `[${numbers.join(',')}]`
