import { type Request, Router } from 'express'
import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import { DEFAULT_TENANT, MemoryItem, PastTask } from '../../contracts/memory.ts'
import { toWire } from '../../contracts/wire.ts'
import { checkPlace, checkPrefix, checkSearch, toJsonValue } from '../../memory/check-item.ts'
import { toKept } from '../../memory/guard-item.ts'
import type { KnowledgeGraph } from '../../memory/knowledge-graph.ts'
import type { SourcedStore } from '../../memory/memory-source.ts'
import type { Reflex } from '../../reflex/reflex.ts'
import type { Erasure } from '../../store/memory/erase-user.ts'
import type { TaskHistory } from '../../store/memory/task-history.ts'
import { parseWire, readBody } from '../read-input.ts'

/** What is remembered between tasks. */
export interface Memory {
  readonly store: SourcedStore
  readonly knowledge: KnowledgeGraph
  readonly history: TaskHistory
  /** `actor` is who asked for it, for the log. */
  eraseUser(userId: string, actor: string): Promise<Erasure>
}

interface Parts {
  readonly memory: Memory
  readonly reflex: Reflex
}

const PutBody = z.object({
  value: z.record(z.string(), z.unknown()),
  index: z.union([z.literal(false), z.array(z.string().max(200)).max(20)]).optional(),
})

const SearchBody = z.object({
  namespace: z.array(z.string()).default([]),
  query: z.string().min(1).optional(),
  filter: z.record(z.string(), z.unknown()).optional(),
  limit: z.number().int().min(1).max(100).default(10),
  offset: z.number().int().min(0).default(0),
})

const HistoryQuery = z.strictObject({
  query: z.string().min(1).max(2_000).optional(),
  success: z.stringbool('must be true or false').optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
})

/** Items of the store, past tasks, and forgetting a user. Nothing personal is kept, whoever writes it. */
export function memoryRoutes({ memory, reflex }: Parts): Router {
  const routes = itemRoutes({ memory, reflex })

  routes.get('/memory/tasks', async (request, response) => {
    const { query, success, ...page } = parseWire(HistoryQuery, request.query, 'The query is not valid')
    const tasks = await memory.history.search({
      ...page,
      ...(query === undefined ? {} : { query }),
      ...(success === undefined ? {} : { success }),
    })
    response.json({ tasks: tasks.map((task) => toWire(PastTask, task)) })
  })

  routes.delete('/memory/users/:user_id', async (request, response) => {
    const { deleted, unreadableTasks } = await memory.eraseUser(request.params.user_id, 'http')
    response.json({ deleted, unreadable_tasks: unreadableTasks })
  })

  return routes
}

function itemRoutes({ memory: { store }, reflex }: Parts): Router {
  const routes = Router()

  routes.get('/memory/items/*place', async (request, response) => {
    const item = await find(store, readPlace(request, reflex))
    response.json(toWire(MemoryItem, item))
  })

  routes.put('/memory/items/*place', async (request, response) => {
    const place = readPlace(request, reflex)
    const { value, index } = readBody(request, PutBody)
    const kept = z.record(z.string(), z.unknown()).parse(toKept(toJsonValue(value), { reflex }))
    await store.put(place.namespace, place.key, kept, index)
    response.json(toWire(MemoryItem, await find(store, place)))
  })

  routes.delete('/memory/items/*place', async (request, response) => {
    const { namespace, key } = readPlace(request, reflex)
    await store.delete(namespace, key)
    response.status(204).end()
  })

  routes.post('/memory/search', async (request, response) => {
    const { namespace, query, filter, limit, offset } = readBody(request, SearchBody)
    checkPrefix(namespace)
    checkSearch({ query: query ?? '', limit, offset })
    const items = await store.search([DEFAULT_TENANT, ...namespace], {
      limit,
      offset,
      ...(query === undefined ? {} : { query }),
      ...(filter === undefined ? {} : { filter }),
    })
    response.json({ items: items.map((item) => toWire(MemoryItem, toMemoryItem(item))) })
  })

  return routes
}

interface Place {
  readonly namespace: string[]
  readonly key: string
}

/** The namespace and the key in the path, as they are stored. */
function readPlace(request: Request, reflex: Reflex): Place {
  const segments = z.array(z.string()).parse(request.params['place'])
  const namespace = segments.slice(0, -1)
  const key = segments.at(-1) ?? ''
  checkPlace(namespace, key, reflex)
  return { namespace: [DEFAULT_TENANT, ...namespace], key }
}

async function find(store: SourcedStore, { namespace, key }: Place): Promise<MemoryItem> {
  const item = await store.get(namespace, key)
  if (!item) throw new Fault('MEMORY_NOT_FOUND', 'Nothing is remembered under this namespace and key.')
  return toMemoryItem(item)
}

function toMemoryItem(item: Awaited<ReturnType<SourcedStore['search']>>[number]): MemoryItem {
  const { namespace, key, value, createdAt, updatedAt, score } = item
  return {
    namespace: namespace.slice(1),
    key,
    value,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    score: score ?? null,
  }
}
