import type { BaseStore } from '@langchain/langgraph-checkpoint'

/** Who writes: an arm, in a task. */
export interface MemorySource {
  readonly armId: string
  readonly taskId: string
  /** Of the claim that a worker runs under; left out where only one process can run the task (library use). */
  readonly fence?: number
}

/**
 * A store that remembers which task wrote an item, so that it can be found when the task's user is erased. With a fence,
 * writes of a run that no longer has the task are refused with LEASE_LOST.
 */
export interface SourcedStore extends BaseStore {
  from(source: MemorySource): BaseStore
}

export function isSourced(store: BaseStore): store is SourcedStore {
  return 'from' in store && typeof store.from === 'function'
}
