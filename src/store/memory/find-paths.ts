import type { Path, PathQuery } from '../../memory/knowledge-graph.ts'
import type { Sql } from '../sql.ts'
import { ENTITY, type EntityRow, type RelationshipRow, toEntity, toRelationship } from './entity-row.ts'

const FOLLOWED = 50
const LOOKED_AT = 20_000

// A recursive query finds the shorter ways first, and stops when nobody asks for more rows.
const PATHS = `
  with recursive walk as (
    select $2::uuid as at, array[$2::uuid] as nodes, array[]::uuid[] as edges
    union all
    select next.at, nodes || next.at, edges || next.id
    from walk cross join lateral (
      select id, case when from_id = walk.at then to_id else from_id end as at from relationships
      where tenant = $1 and (from_id = walk.at or to_id = walk.at)
      order by updated_at desc limit ${FOLLOWED}
    ) as next
    where cardinality(edges) < $4 and walk.at <> $3 and next.at <> all (nodes)
  )
  select nodes, edges from (select * from walk limit ${LOOKED_AT}) as seen
  where at = $3 and cardinality(edges) > 0 limit $5`

interface Ends extends PathQuery {
  readonly tenant: string
  readonly fromId: string
  readonly toId: string
}

export async function findPaths(sql: Sql, { tenant, fromId, toId, maxDepth = 3, limit = 5 }: Ends): Promise<Path[]> {
  const { rows } = await sql.query<{ nodes: string[]; edges: string[] }>(PATHS, [tenant, fromId, toId, maxDepth, limit])
  const entities = await sql.query<EntityRow>(`select ${ENTITY} from entities where id = any($1::uuid[])`, [
    rows.flatMap(({ nodes }) => nodes),
  ])
  const relationships = await sql.query<RelationshipRow>(
    'select id, from_id, to_id, type, properties from relationships where id = any($1::uuid[])',
    [rows.flatMap(({ edges }) => edges)],
  )
  const entityById = new Map(entities.rows.map((row) => [row.id, toEntity(row)]))
  const relationshipById = new Map(relationships.rows.map((row) => [row.id, toRelationship(row)]))
  return rows.map(({ nodes, edges }) => ({
    entities: nodes.flatMap((id) => entityById.get(id) ?? []),
    relationships: edges.flatMap((id) => relationshipById.get(id) ?? []),
  }))
}
