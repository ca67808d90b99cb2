import type { PutOperation } from '@langchain/langgraph-checkpoint'
import { Fault } from '../../contracts/fault.ts'
import type { MemorySource } from '../../memory/memory-source.ts'
import { inTransaction, type Pool, type Sql } from '../sql.ts'
import { isTaskId } from '../task-id.ts'
import { toJsonb } from '../to-jsonb.ts'
import { textOf } from './item-text.ts'
import type { ItemVectors } from './item-vectors.ts'

/** How many tasks an item or entity remembers that wrote it. */
const SOURCES_KEPT = 1_000

/** Adds the tasks of a row that is written again to those that are known. */
export const mergedSources = (table: string) => `(
  select coalesce(array_agg(task), '{}') from (
    select task from unnest(${table}.source_tasks || excluded.source_tasks) with ordinality as sources (task, place)
    group by task order by max(place) desc limit ${SOURCES_KEPT}
  ) as latest)`

/**
 * Whether a write may be made: true for `$2` null, otherwise while the run `$2`, `$3` (task and fence) has its task. The
 * row is held, so that whoever deletes the task waits and then finds what was written.
 */
export const ALLOWED = `
  held as (
    select from tasks where id = $2::uuid and fence = $3::bigint and status = 'processing' and worker_id is not null
    for key share
  ), allowed as (
    select where $2::uuid is null or exists (select from held)
  )`

const GIVEN = `
  given as (
    select array(select jsonb_array_elements_text(item -> 'namespace')) as namespace, item ->> 'key' as key,
      item -> 'value' as value, item ->> 'text' as text, (item ->> 'lifetimeMs')::float8 as lifetime_ms,
      item ->> 'model' as model,
      case when item ->> 'model' is not null
        then array(select part::real from jsonb_array_elements_text(item -> 'embedding') as part) end as embedding
    from jsonb_array_elements($1::jsonb) as item
  )`

// What has expired is not there: an item in its place begins anew. In order of the key, so that two that write the same
// items wait for each other and do not lock.
const PUT = `
  with ${ALLOWED}, ${GIVEN}
  insert into memory_items as known (namespace, key, value, words, embedding, embedding_model, source_tasks, expires_at)
  select namespace, key, value, to_tsvector('english', text), embedding, model, $4::uuid[],
    clock_timestamp() + lifetime_ms * interval '1 millisecond'
  from given, allowed order by namespace, key
  on conflict (namespace, key) do update set
    value = excluded.value, words = excluded.words, embedding = excluded.embedding,
    embedding_model = excluded.embedding_model, expires_at = excluded.expires_at, updated_at = excluded.updated_at,
    created_at = case when known.expires_at <= now() then excluded.created_at else known.created_at end,
    source_tasks = case when known.expires_at <= now() then excluded.source_tasks else ${mergedSources('known')} end
  returning key`

const DELETE = `
  with ${ALLOWED}, ${GIVEN}, gone as (
    delete from memory_items using given, allowed
    where memory_items.namespace = given.namespace and memory_items.key = given.key
  )
  select from allowed`

export interface WriteParts {
  readonly pool: Pool
  readonly source: MemorySource | null
  readonly vectors: ItemVectors | null
  /** How long an item of that namespace is kept, in milliseconds; null: until it is deleted. */
  lifetimeMs(namespace: readonly string[]): number | null
}

/** Writes and deletes together or not at all. Throws LEASE_LOST when the run of the source no longer has its task. */
export async function writeItems(operations: readonly PutOperation[], parts: WriteParts): Promise<void> {
  const puts = await withVectors(
    operations.filter(({ value }) => value !== null),
    parts,
  )
  const deletes = operations.filter(({ value }) => value === null).map((operation) => ({ operation, text: '' }))
  await inTransaction(parts.pool, async (transaction) => {
    if (puts.length > 0) await write(transaction, PUT, puts, parts)
    if (deletes.length > 0) await write(transaction, DELETE, deletes, parts)
  })
}

interface Write {
  readonly operation: PutOperation
  /** The words by which it is found. */
  readonly text: string
  readonly embedding?: readonly number[] | null
}

/** Before the transaction: a model may take its time. */
async function withVectors(puts: readonly PutOperation[], { vectors }: WriteParts): Promise<Write[]> {
  const writes = puts.map((operation) => ({ operation, text: textOf(operation.value ?? {}, operation.index) }))
  const withText = writes.filter(({ text }) => text !== '')
  if (!vectors || withText.length === 0) return writes
  const made = await vectors.embed(withText.map(({ text }) => text))
  const byWrite = new Map(withText.map((write, index) => [write, made[index]]))
  return writes.map((write) => ({ ...write, embedding: byWrite.get(write) ?? null }))
}

async function write(sql: Sql, text: string, writes: readonly Write[], parts: WriteParts): Promise<void> {
  const { source, vectors } = parts
  const items = writes.map(({ operation: { namespace, key, value }, text: words, embedding = null }) => ({
    namespace,
    key,
    value,
    text: words,
    lifetimeMs: parts.lifetimeMs(namespace),
    ...(embedding ? { embedding, model: vectors?.model } : {}),
  }))
  const parameters = [toJsonb(items), ...runOf(source), ...(text === PUT ? [sourcesOf(source)] : [])]
  const { rows } = await sql.query(text, parameters)
  if (rows.length === 0) throw new Fault('LEASE_LOST', 'The task was cancelled, has ended, or another worker has it.')
}

/** Task and fence, where a fence is to be checked. */
export function runOf(source: MemorySource | null): [string | null, number | null] {
  return source?.fence === undefined ? [null, null] : [source.taskId, source.fence]
}

/** A library may call its tasks what it likes: only ids of ours are kept. */
export function sourcesOf(source: MemorySource | null): string[] {
  return source && isTaskId(source.taskId) ? [source.taskId] : []
}
