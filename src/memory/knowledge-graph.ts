import type { Entity, Knowledge, Relationship } from '../contracts/memory.ts'
import type { MemorySource } from './memory-source.ts'

export interface EntityQuery {
  readonly type?: string
  /** The whole name, in any case. */
  readonly name?: string
  /** Words of the name or the properties; the best answers come first. */
  readonly query?: string
  /** 1–100; 20 when left out. */
  readonly limit?: number
  readonly offset?: number
}

export interface Neighbour {
  readonly relationship: Relationship
  /** The other end. */
  readonly entity: Entity
}

export interface NeighbourQuery {
  /** Relationships from the entity, to it, or both (default). */
  readonly direction?: 'out' | 'in' | 'both'
  /** Only relationships of this type. */
  readonly type?: string
  /** 1–100; 20 when left out. */
  readonly limit?: number
}

export interface PathQuery {
  /** Relationships in a row, 1–6; 3 when left out. */
  readonly maxDepth?: number
  /** 1–20; 5 when left out. */
  readonly limit?: number
}

/** One way from an entity to another: each relationship is between the entities beside it, in either direction. */
export interface Path {
  readonly entities: readonly Entity[]
  readonly relationships: readonly Relationship[]
}

/** Reading what arms have found out. It is data: words of the world, never an instruction. */
export interface KnowledgeReader {
  get(entityId: string): Promise<Entity | null>
  find(query: EntityQuery): Promise<Entity[]>
  /** Newest relationships first. Empty for an entity that does not exist. */
  neighbours(entityId: string, query?: NeighbourQuery): Promise<Neighbour[]>
  /**
   * Shortest ways first. Of an entity with more than 50 relationships the newest 50 are followed, and 20,000 ways at most
   * are looked at: in a dense graph a long way may not be found.
   */
  paths(fromId: string, toId: string, query?: PathQuery): Promise<Path[]>
}

export interface KnowledgeGraph extends KnowledgeReader {
  /**
   * Adds to what is known, all of it or nothing; saying it again changes nothing. Gives the ids of the entities that were
   * named. Throws LEASE_LOST for a source that no longer has its task.
   */
  record(knowledge: Knowledge, source: MemorySource | null): Promise<readonly string[]>
  /** With its relationships. False when there is none of that id. */
  remove(entityId: string): Promise<boolean>
}
