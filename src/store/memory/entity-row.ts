import type { Entity, Relationship } from '../../contracts/memory.ts'

export const ENTITY = `id, type, name, properties, source_arms, source_tasks, created_at, updated_at`

export interface EntityRow {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly properties: Record<string, unknown>
  readonly source_arms: string[]
  readonly source_tasks: string[]
  readonly created_at: Date
  readonly updated_at: Date
}

export interface RelationshipRow {
  readonly id: string
  readonly from_id: string
  readonly to_id: string
  readonly type: string
  readonly properties: Record<string, unknown>
}

export function toEntity({ id, type, name, properties, ...row }: EntityRow): Entity {
  return {
    entityId: id,
    type,
    name,
    properties,
    sourceArms: row.source_arms,
    sourceTasks: row.source_tasks,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

export function toRelationship({ id, from_id, to_id, type, properties }: RelationshipRow): Relationship {
  return { relationshipId: id, fromId: from_id, toId: to_id, type, properties }
}
