import { Fault } from '../../contracts/fault.ts'
import type { EntityRef, Knowledge } from '../../contracts/memory.ts'
import type { MemorySource } from '../../memory/memory-source.ts'
import { inTransaction, type Pool, type Sql } from '../sql.ts'
import { toJsonb } from '../to-jsonb.ts'
import { ALLOWED, mergedSources, runOf, sourcesOf } from './write-items.ts'

const MAX_PROPERTIES_BYTES = 65_536

// What would grow without an end begins anew.
const MERGED = (table: string) => `
    properties = case when octet_length((${table}.properties || excluded.properties)::text) <= ${MAX_PROPERTIES_BYTES}
      then ${table}.properties || excluded.properties else excluded.properties end,
    source_arms = array(select distinct arm from unnest(${table}.source_arms || excluded.source_arms) as arm order by arm),
    source_tasks = ${mergedSources(table)}, updated_at = excluded.updated_at`

const ENTITIES = `
  with ${ALLOWED}
  insert into entities as known (tenant, type, name, name_key, properties, source_arms, source_tasks)
  select $5, item ->> 'type', item ->> 'name', item ->> 'nameKey', item -> 'properties', $6::text[], $4::uuid[]
  from jsonb_array_elements($1::jsonb) as item, allowed
  order by 2, 4
  on conflict (tenant, type, name_key) do update set ${MERGED('known')}
  returning id, type, name_key`

const RELATIONSHIPS = `
  insert into relationships as known (tenant, from_id, to_id, type, properties, source_arms, source_tasks)
  select $2, (item ->> 'fromId')::uuid, (item ->> 'toId')::uuid, item ->> 'type', item -> 'properties', $4::text[], $3::uuid[]
  from jsonb_array_elements($1::jsonb) as item
  order by 2, 3, 4
  on conflict (from_id, to_id, type) do update set ${MERGED('known')}`

interface EntityIdRow {
  readonly id: string
  readonly type: string
  readonly name_key: string
}

/** Adds entities, and the ends of relationships, then the relationships; what is known gets the new properties too. */
export async function recordKnowledge(
  pool: Pool,
  tenant: string,
  { entities, relationships }: Knowledge,
  source: MemorySource | null,
): Promise<string[]> {
  const ends = relationships.flatMap(({ from, to }) => [from, to]).map((end) => ({ ...end, properties: {} }))
  const named = merged([...entities, ...ends], keyOf)
  if (named.length === 0) return []
  return inTransaction(pool, async (transaction) => {
    const ids = await recordEntities(transaction, tenant, named, source)
    const idOf = (end: EntityRef) => ids.get(keyOf(end))
    const links = relationships.map(({ from, to, ...rest }) => ({ ...rest, fromId: idOf(from), toId: idOf(to) }))
    const once = merged(links, ({ fromId, toId, type }) => JSON.stringify([fromId, toId, type]))
    const armIds = source ? [source.armId] : []
    if (once.length > 0) await transaction.query(RELATIONSHIPS, [toJsonb(once), tenant, sourcesOf(source), armIds])
    return [...new Set(entities.flatMap((entity) => idOf(entity) ?? []))]
  })
}

async function recordEntities(sql: Sql, tenant: string, named: readonly EntityRef[], source: MemorySource | null) {
  const items = named.map((entity) => ({ ...entity, nameKey: nameKeyOf(entity.name) }))
  const armIds = source ? [source.armId] : []
  const values = [toJsonb(items), ...runOf(source), sourcesOf(source), tenant, armIds]
  const { rows } = await sql.query<EntityIdRow>(ENTITIES, values)
  if (rows.length === 0) throw new Fault('LEASE_LOST', 'The task was cancelled, has ended, or another worker has it.')
  return new Map(rows.map(({ id, type, name_key }) => [JSON.stringify([type, name_key]), id]))
}

/** By which a name is known. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ').toWellFormed()
}

const keyOf = ({ type, name }: EntityRef) => JSON.stringify([type.toWellFormed(), nameKeyOf(name)])

/** One of each, with the properties of all. A statement must not meet the same row twice. */
function merged<Item extends { readonly properties: Readonly<Record<string, unknown>> }>(
  items: readonly Item[],
  key: (item: Item) => string,
): Item[] {
  const once = new Map<string, Item>()
  for (const item of items) {
    const known = once.get(key(item))
    once.set(key(item), known ? { ...known, properties: { ...known.properties, ...item.properties } } : item)
  }
  return [...once.values()]
}
