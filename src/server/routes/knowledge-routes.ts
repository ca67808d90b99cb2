import { type Request, Router } from 'express'
import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import { Entity, Knowledge, Relationship } from '../../contracts/memory.ts'
import { toWire } from '../../contracts/wire.ts'
import { guardKnowledge } from '../../memory/guard-knowledge.ts'
import type { KnowledgeGraph } from '../../memory/knowledge-graph.ts'
import type { Reflex } from '../../reflex/reflex.ts'
import { parseWire, readBody } from '../read-input.ts'

interface Parts {
  readonly knowledge: KnowledgeGraph
  readonly reflex: Reflex
}

const limit = z.coerce.number().int().min(1).max(100).default(20)

const FindQuery = z.strictObject({
  type: z.string().max(100).optional(),
  name: z.string().max(500).optional(),
  query: z.string().min(1).max(2_000).optional(),
  limit,
  offset: z.coerce.number().int().min(0).default(0),
})

const NeighbourQuery = z.strictObject({
  direction: z.enum(['out', 'in', 'both']).default('both'),
  type: z.string().max(100).optional(),
  limit,
})

const PathQuery = z.strictObject({
  to: z.string(),
  maxDepth: z.coerce.number().int().min(1).max(6).default(3),
  limit: z.coerce.number().int().min(1).max(20).default(5),
})

/** The knowledge graph: reading it, adding to it, and taking an entity out of it. */
export function knowledgeRoutes({ knowledge, reflex }: Parts): Router {
  const routes = Router()
  const find = async (request: Request): Promise<Entity> => {
    const entity = await knowledge.get(String(request.params['id']))
    if (entity) return entity
    throw new Fault('MEMORY_NOT_FOUND', 'There is no entity of this id; GET /memory/entities lists those there are.')
  }

  routes.get('/memory/entities', async (request, response) => {
    const { limit, offset, ...rest } = parseWire(FindQuery, request.query, 'The query is not valid')
    const found = await knowledge.find({ limit, offset, ...withoutUndefined(rest) })
    response.json({ entities: found.map((entity) => toWire(Entity, entity)) })
  })

  routes.post('/memory/entities', async (request, response) => {
    const said = readBody(request, Knowledge)
    response.status(201).json({ entity_ids: await knowledge.record(guardKnowledge(said, { reflex }), null) })
  })

  routes.get('/memory/entities/:id', async (request, response) => {
    response.json(toWire(Entity, await find(request)))
  })

  routes.delete('/memory/entities/:id', async (request, response) => {
    await knowledge.remove((await find(request)).entityId)
    response.status(204).end()
  })

  routes.get('/memory/entities/:id/neighbours', async (request, response) => {
    const { direction, limit, ...rest } = parseWire(NeighbourQuery, request.query, 'The query is not valid')
    const { entityId } = await find(request)
    const neighbours = await knowledge.neighbours(entityId, { direction, limit, ...withoutUndefined(rest) })
    response.json({
      neighbours: neighbours.map(({ relationship, entity }) => ({
        relationship: toWire(Relationship, relationship),
        entity: toWire(Entity, entity),
      })),
    })
  })

  routes.get('/memory/entities/:id/paths', async (request, response) => {
    const { to, ...query } = parseWire(PathQuery, request.query, 'The query is not valid')
    const { entityId } = await find(request)
    const paths = await knowledge.paths(entityId, to, query)
    response.json({
      paths: paths.map(({ entities, relationships }) => ({
        entities: entities.map((entity) => toWire(Entity, entity)),
        relationships: relationships.map((relationship) => toWire(Relationship, relationship)),
      })),
    })
  })

  return routes
}

/** What was left out of a query is left out of the question. */
function withoutUndefined(query: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
