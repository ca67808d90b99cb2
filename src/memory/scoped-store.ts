import {
  BaseStore,
  type Item,
  type ListNamespacesOperation,
  type MatchCondition,
  type Operation,
  type OperationResults,
  type PutOperation,
  type SearchOperation,
} from '@langchain/langgraph-checkpoint'
import { z } from 'zod'
import type { Reflex } from '../reflex/reflex.ts'
import type { TokenBook } from '../reflex/token-book.ts'
import { checkPlace, checkPrefix, checkSearch, refused, toJsonValue } from './check-item.ts'
import { toKept, toShown } from './guard-item.ts'
import { isSourced, type MemorySource } from './memory-source.ts'
import type { Pace } from './pace.ts'

/** First label of what the arms of a tenant share, as an arm spells it and as it is stored. No arm can have it as its id. */
const SHARED = '@shared'

export interface StoreScope {
  readonly tenant: string
  readonly source: MemorySource
  /** What the arm declares: without it the shared area does not exist for it. */
  readonly shared: 'read' | 'write' | undefined
  readonly reflex: Reflex
  readonly tokens: TokenBook
  /** As of the run: resolves when the tokens that `work` gave out are kept. */
  guarded<Result>(work: (reflex: Reflex) => Result): Promise<Result>
  readonly pace: Pace
  readonly signal: AbortSignal
}

/**
 * An arm's own view of a store. Its namespaces are below `[tenant, arm id]` and it cannot name any other, but for the
 * shared area `["@shared", …]` when the arm declares it. What is written is checked, redacted and marked with its source;
 * what is read is redacted for the task that reads. Faults are MEMORY_REFUSED, and LEASE_LOST of a run that lost its task.
 */
export function scopeStore(store: BaseStore, scope: StoreScope): BaseStore {
  const whole = unwrapped(store)
  return new ScopedStore(isSourced(whole) ? whole.from(scope.source) : whole, scope)
}

// LangGraph hands nodes a wrapper that cannot list namespaces, loses `index`, and lets one bad call fail those beside it.
function unwrapped(store: BaseStore): BaseStore {
  const inner: unknown = 'lg_name' in store && 'store' in store ? store.store : store
  return isStore(inner) ? inner : store
}

const isStore = (value: unknown): value is BaseStore =>
  typeof value === 'object' && value !== null && 'batch' in value && 'listNamespaces' in value

const Value = z.record(z.string(), z.unknown())

class ScopedStore extends BaseStore {
  readonly #store: BaseStore
  readonly #scope: StoreScope

  constructor(store: BaseStore, scope: StoreScope) {
    super()
    this.#store = store
    this.#scope = scope
  }

  override async batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    const admitted = operations.map((operation) => this.#admit(operation))
    for (const operation of operations) await this.#scope.pace(this.#paceOf(operation), this.#scope.signal)
    const results: readonly unknown[] = await this.#store.batch(admitted)
    const shown = await this.#scope.guarded((reflex) =>
      operations.map((operation, index) => this.#show(operation, results[index], reflex)),
    )
    // Each result is that of its operation: the store's own, with namespaces made relative.
    return shown as OperationResults<Op>
  }

  // The base class has rules of its own, whose errors would count as a breakdown of the arm.
  override async put(namespace: string[], key: string, value: PutOperation['value'], index?: false | string[]) {
    await this.batch([{ namespace, key, value, ...(index === undefined ? {} : { index }) }])
  }

  #admit(operation: Operation): Operation {
    if ('namespacePrefix' in operation) return this.#admitSearch(operation)
    if ('value' in operation) return this.#admitPut(operation)
    if ('key' in operation) {
      checkPlace(operation.namespace, operation.key, this.#scope.reflex)
      return { namespace: this.#absolute(operation.namespace), key: operation.key }
    }
    return this.#admitList(operation)
  }

  #admitPut({ namespace, key, value, index }: PutOperation): PutOperation {
    checkPlace(namespace, key, this.#scope.reflex)
    if (namespace[0] === SHARED && this.#scope.shared !== 'write') {
      throw refused(`Arm "${this.#scope.source.armId}" may not write to the shared memory: it does not declare it.`)
    }
    const place = { namespace: this.#absolute(namespace), key, ...(index === undefined ? {} : { index }) }
    if (value === null) return { ...place, value }
    return { ...place, value: Value.parse(toKept(toJsonValue(value), this.#scope)) }
  }

  #admitSearch(operation: SearchOperation): SearchOperation {
    checkPrefix(operation.namespacePrefix)
    checkSearch(operation)
    return { ...operation, namespacePrefix: this.#absolute(operation.namespacePrefix) }
  }

  #admitList({ matchConditions = [], maxDepth, ...page }: ListNamespacesOperation): ListNamespacesOperation {
    const [prefixes, suffixes] = partition(matchConditions)
    const paths = prefixes.length > 0 ? prefixes.map(({ path }) => path) : [[]]
    const hidden = paths.some(([first]) => first === SHARED) ? 1 : 2
    return {
      ...page,
      matchConditions: [
        ...paths.map((path) => ({ matchType: 'prefix' as const, path: this.#absolute(path) })),
        ...suffixes,
      ],
      ...(maxDepth === undefined ? {} : { maxDepth: maxDepth + hidden }),
    }
  }

  #absolute(namespace: readonly string[]): string[] {
    const { tenant, source, shared } = this.#scope
    if (namespace[0] !== SHARED) return [tenant, source.armId, ...namespace]
    if (shared) return [tenant, ...namespace]
    throw refused(`Arm "${source.armId}" may not use the shared memory: it does not declare it.`)
  }

  /** Null for what is not in the arm's view: not every store tells `["a"]` from the beginning of `["ab"]`. */
  #relative(namespace: readonly string[]): string[] | null {
    const { tenant, source, shared } = this.#scope
    const [owner, area, ...rest] = namespace
    if (owner !== tenant) return null
    if (area === source.armId) return rest
    return area === SHARED && shared ? [SHARED, ...rest] : null
  }

  #paceOf(operation: Operation): string {
    const { tenant, source } = this.#scope
    const name = 'value' in operation ? 'write' : 'read'
    return [tenant, source.armId, name].join(' ')
  }

  #show(operation: Operation, result: unknown, reflex: Reflex): unknown {
    if ('value' in operation || result === null || result === undefined) return result ?? null
    if (isItem(result)) return this.#showItem(result, reflex)
    const results: readonly unknown[] = Array.isArray(result) ? result : []
    if (!('namespacePrefix' in operation)) return results.flatMap((path) => this.#showNamespace(path, operation))
    return results.flatMap((item) => (isItem(item) && this.#showItem(item, reflex)) || [])
  }

  #showItem(item: Item, reflex: Reflex): Item | null {
    const namespace = this.#relative(item.namespace)
    return namespace && { ...item, namespace, value: Value.parse(toShown(item.value, { ...this.#scope, reflex })) }
  }

  #showNamespace(path: unknown, operation: Operation): string[][] {
    const namespace = this.#relative(z.array(z.string()).parse(path))
    if (!namespace) return []
    const { matchConditions = [], maxDepth } =
      'limit' in operation && 'offset' in operation && !('namespacePrefix' in operation) ? operation : {}
    // A suffix must not have been matched by the labels that the arm does not see.
    const isSeen =
      maxDepth !== undefined || matchConditions.every((condition) => condition.path.length <= namespace.length)
    return isSeen ? [namespace] : []
  }
}

const isItem = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && 'namespace' in value && 'key' in value

function partition(conditions: readonly MatchCondition[]) {
  const isPrefix = ({ matchType }: MatchCondition) => matchType === 'prefix'
  return [conditions.filter(isPrefix), conditions.filter((condition) => !isPrefix(condition))] as const
}
