import {
  BaseStore,
  type GetOperation,
  type Item,
  type Operation,
  type OperationResults,
  type PutOperation,
  type SearchOperation,
} from '@langchain/langgraph-checkpoint'
import { LRUCache } from 'lru-cache'
import type { MemorySource, SourcedStore } from '../../memory/memory-source.ts'
import type { EmbeddingModel } from '../../model/embeddings.ts'
import type { Pool } from '../sql.ts'
import { createItemVectors, type ItemVectors } from './item-vectors.ts'
import { ALIVE, ITEM, listNamespaces, type Statement, searchItems } from './search-items.ts'
import { writeItems } from './write-items.ts'

export interface MemoryStoreOptions {
  /** A pool of `connect`, on a schema that `migrate` brought up to date. */
  readonly pool: Pool
  /**
   * How long items are kept after they were last written, by the beginning of their namespace; the longest that fits
   * counts. An item of no such namespace is kept until it is deleted.
   */
  readonly lifetimes?: readonly { readonly prefix: readonly string[]; readonly ms: number }[]
  /**
   * How long this process may go on giving out an item that another process has changed or deleted; its own changes it
   * sees at once. Default 1,000; 0 asks the database every time.
   */
  readonly cacheMs?: number
  /** Finds items by their meaning too, where pgvector is installed. */
  readonly embeddings?: EmbeddingModel | null
}

const CACHED_ITEMS = 1_000

const GET = `select ${ITEM}, expires_at from memory_items where namespace = $1::text[] and key = $2 and ${ALIVE}`

interface ItemRow {
  readonly namespace: string[]
  readonly key: string
  readonly value: Item['value']
  readonly created_at: Date
  readonly updated_at: Date
  readonly expires_at?: Date | null
  readonly score?: number | null
}

/**
 * LangGraph's store on Postgres, for any number of processes. `search` with a query finds by words. In a batch reads
 * come before writes, the last write of an item counts, and the writes are made together or not at all.
 */
export function createMemoryStore(options: MemoryStoreOptions): SourcedStore {
  const { pool, lifetimes = [], cacheMs = 1_000, embeddings } = options
  const byLength = lifetimes.toSorted((left, right) => right.prefix.length - left.prefix.length)
  const lifetimeMs = (namespace: readonly string[]) =>
    byLength.find(({ prefix }) => prefix.every((label, index) => namespace[index] === label))?.ms ?? null
  const vectors = embeddings ? createItemVectors(pool, embeddings) : null
  return new PostgresMemory({ pool, lifetimeMs, vectors, cache: createItemCache(cacheMs) }, null)
}

interface Shared {
  readonly pool: Pool
  lifetimeMs(namespace: readonly string[]): number | null
  readonly vectors: ItemVectors | null
  readonly cache: ItemCache
}

class PostgresMemory extends BaseStore implements SourcedStore {
  readonly #shared: Shared
  readonly #source: MemorySource | null

  constructor(shared: Shared, source: MemorySource | null) {
    super()
    this.#shared = shared
    this.#source = source
  }

  from(source: MemorySource): BaseStore {
    return new PostgresMemory(this.#shared, source)
  }

  override async batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    const results: unknown[] = await Promise.all(operations.map((operation) => this.#read(operation)))
    const writes = operations.filter((operation): operation is PutOperation => 'value' in operation)
    if (writes.length > 0) await this.#write(writes)
    // Each result is that of its operation: null for a write.
    return results as OperationResults<Op>
  }

  async #read(operation: Operation): Promise<unknown> {
    if ('namespacePrefix' in operation) return this.#search(operation)
    if ('value' in operation) return null
    if ('key' in operation) return this.#shared.cache.get(operation, () => this.#find(operation))
    return (await this.#rows(listNamespaces(operation))).map(({ namespace }) => namespace)
  }

  async #search(operation: SearchOperation): Promise<Item[]> {
    const asked = operation.query ? await this.#shared.vectors?.ask(operation.query) : null
    return (await this.#rows(searchItems(operation, asked ?? null))).map(toItem)
  }

  async #find({ namespace, key }: GetOperation): Promise<ItemRow | null> {
    const rows = await this.#rows({ text: GET, values: [namespace, key] })
    return rows[0] ?? null
  }

  async #rows({ text, values }: Statement): Promise<ItemRow[]> {
    return (await this.#shared.pool.query<ItemRow>(text, values)).rows
  }

  async #write(writes: readonly PutOperation[]): Promise<void> {
    const last = new Map(writes.map((operation) => [nameOf(operation), operation]))
    try {
      await writeItems([...last.values()], { ...this.#shared, source: this.#source })
    } finally {
      this.#shared.cache.forget([...last.keys()]) // also after an error: it may have been written all the same
    }
  }
}

function toItem({ namespace, key, value, created_at, updated_at, score = null }: ItemRow): Item {
  const item = { namespace, key, value, createdAt: created_at, updatedAt: updated_at }
  return score === null ? item : { ...item, ...{ score } }
}

const nameOf = ({ namespace, key }: GetOperation) => JSON.stringify([namespace, key])

type ItemCache = ReturnType<typeof createItemCache>

/** Items that were read lately. Whoever gets one may change it: it is a copy. */
function createItemCache(cacheMs: number) {
  const known = new LRUCache<string, ItemRow>({ max: CACHED_ITEMS, ttl: Math.max(cacheMs, 1) })
  let writes = 0
  return {
    async get(operation: GetOperation, find: () => Promise<ItemRow | null>): Promise<Item | null> {
      const name = nameOf(operation)
      const cached = known.get(name)
      if (cached) return structuredClone(toItem(cached))
      const writesBefore = writes
      const row = await find()
      // What was written meanwhile may not be in it.
      if (row && cacheMs > 0 && writes === writesBefore) known.set(name, row, { ttl: ttlOf(row, cacheMs) })
      return row && structuredClone(toItem(row))
    },
    forget(names: readonly string[]) {
      writes += 1
      for (const name of names) known.delete(name)
    },
  }
}

const ttlOf = ({ expires_at }: ItemRow, cacheMs: number) =>
  expires_at ? Math.max(1, Math.min(cacheMs, expires_at.getTime() - Date.now())) : cacheMs
