import { z } from 'zod'
import { DEFAULT_TENANT } from '../../contracts/memory.ts'
import type { EntityQuery, KnowledgeGraph, Neighbour, NeighbourQuery } from '../../memory/knowledge-graph.ts'
import { inTransaction, type Pool, type Sql } from '../sql.ts'
import { toStorable } from '../to-storable.ts'
import { ENTITY, type EntityRow, type RelationshipRow, toEntity, toRelationship } from './entity-row.ts'
import { findPaths } from './find-paths.ts'
import { createParameters } from './parameters.ts'
import { nameKeyOf, recordKnowledge } from './record-knowledge.ts'
import { askedFor, SCORE, type Statement } from './search-items.ts'

const GET = `select ${ENTITY} from entities where tenant = $1 and id = $2`

// Locked in the order of whoever writes (entities, then relationships), and relationships in one that all have: neighbours
// that are removed at once would else wait for each other.
const LOCKS = [
  'select from entities where tenant = $1 and id = $2 for update',
  'select from relationships where tenant = $1 and (from_id = $2 or to_id = $2) order by id for update',
]
const REMOVE = 'delete from entities where tenant = $1 and id = $2 returning id'

const NEIGHBOURS = `
  select to_jsonb(relationship) as relationship, other.*
  from relationships as relationship
  join lateral (
    select ${ENTITY} from entities
    where id = case when relationship.from_id = $2 then relationship.to_id else relationship.from_id end
  ) as other on true
  where relationship.tenant = $1 and ($4::text is null or relationship.type = $4)
    and (relationship.from_id = $2 and $3 <> 'in' or relationship.to_id = $2 and $3 <> 'out')
  order by relationship.updated_at desc, relationship.id limit $5`

const Uuid = z.guid()

/** The knowledge graph of one tenant, in Postgres. */
export function createKnowledgeGraph({
  pool,
  tenant = DEFAULT_TENANT,
}: {
  pool: Pool
  tenant?: string
}): KnowledgeGraph {
  const isId = (id: string) => Uuid.safeParse(id).success
  return {
    async get(entityId) {
      if (!isId(entityId)) return null
      const { rows } = await pool.query<EntityRow>(GET, [tenant, entityId])
      return rows[0] ? toEntity(rows[0]) : null
    },
    async find(query) {
      const { text, values } = findStatement(tenant, query)
      return (await pool.query<EntityRow>(text, values)).rows.map(toEntity)
    },
    neighbours: async (entityId, query) => (isId(entityId) ? listNeighbours(pool, tenant, entityId, query) : []),
    paths: async (fromId, toId, query) =>
      isId(fromId) && isId(toId) ? findPaths(pool, { tenant, fromId, toId, ...query }) : [],
    record: (knowledge, source) => recordKnowledge(pool, tenant, knowledge, source),
    async remove(entityId) {
      if (!isId(entityId)) return false
      return inTransaction(pool, async (transaction) => {
        for (const lock of LOCKS) await transaction.query(lock, [tenant, entityId])
        return (await transaction.query(REMOVE, [tenant, entityId])).rows.length > 0
      })
    },
  }
}

function findStatement(tenant: string, { type, name, query, limit = 20, offset = 0 }: EntityQuery): Statement {
  const { add, values } = createParameters()
  const conditions = [
    `tenant = ${add(tenant)}`,
    ...(type === undefined ? [] : [`type = ${add(type)}`]),
    ...(name === undefined ? [] : [`name_key = ${add(nameKeyOf(name))}`]),
  ].join(' and ')
  const page = `limit ${add(limit)}::bigint offset ${add(offset)}::bigint`
  const text = query
    ? `${askedFor(add(query))} select ${ENTITY} from question join entities on words @@ loose where ${conditions}
        order by ${SCORE} desc, updated_at desc, id ${page}`
    : `select ${ENTITY} from entities where ${conditions} order by updated_at desc, id ${page}`
  return { text, values }
}

async function listNeighbours(
  sql: Sql,
  tenant: string,
  entityId: string,
  { direction = 'both', type, limit = 20 }: NeighbourQuery = {},
): Promise<Neighbour[]> {
  const { rows } = await sql.query<EntityRow & { relationship: RelationshipRow }>(NEIGHBOURS, [
    tenant,
    entityId,
    direction,
    type === undefined ? null : toStorable(type),
    limit,
  ])
  return rows.map((row) => ({ relationship: toRelationship(row.relationship), entity: toEntity(row) }))
}
