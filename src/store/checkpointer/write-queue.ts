import pg from 'pg'
import { observe } from '../../telemetry/metrics.ts'
import type { CheckpointOp } from './checkpoint-op.ts'
import { toFenceKey } from './fence.ts'
import { StaleLeaseError } from './stale-lease.ts'

interface Options {
  /** Stores all operations in one transaction and returns those it refused, of which it stored nothing. */
  readonly write: (ops: readonly CheckpointOp[]) => Promise<ReadonlySet<CheckpointOp>>
  /** How many transactions may be under way at once. */
  readonly lanes: number
  readonly maxBatch: number
}

interface Waiting {
  readonly op: CheckpointOp
  resolve(): void
  reject(error: unknown): void
}

// Connection lost, out of resources, shut down: the other operations of the batch would meet the same.
const SHARED_TROUBLE = /^(08|53|57)/

/**
 * Groups what is waiting in this process into few transactions ("group commit"). Operations of one thread are stored in the
 * order in which they were added, and never by two transactions at once. One that fails does not fail its neighbours.
 */
export function createWriteQueue({ write, lanes, maxBatch }: Options): { add(op: CheckpointOp): Promise<void> } {
  let waiting: Waiting[] = []
  const busyThreads = new Set<string>()
  let busyLanes = 0
  let scheduled = false

  function fillLanes(): void {
    while (busyLanes < lanes) {
      const { taken, left } = takeBatch(waiting, busyThreads, maxBatch)
      if (taken.length === 0) return
      waiting = left
      void settle(taken)
    }
  }

  async function settle(batch: readonly Waiting[]): Promise<void> {
    const threads = batch.map(({ op }) => op.threadId)
    busyLanes += 1
    for (const thread of threads) busyThreads.add(thread)
    const startedAt = performance.now()
    await storeTogether(batch, write)
    observe('checkpointDuration', (performance.now() - startedAt) / 1_000)
    busyLanes -= 1
    for (const thread of threads) busyThreads.delete(thread)
    fillLanes()
  }

  return {
    add(op) {
      return new Promise((resolve, reject) => {
        waiting.push({ op, resolve, reject })
        if (scheduled) return
        scheduled = true
        // Whatever else becomes ready in this turn of the event loop joins the same transaction.
        setImmediate(() => {
          scheduled = false
          fillLanes()
        })
      })
    },
  }
}

/** Rows of one thread may be merged within a batch, so a batch never holds a thread under two different fences. */
function takeBatch(waiting: readonly Waiting[], busyThreads: ReadonlySet<string>, maxBatch: number) {
  const taken: Waiting[] = []
  const left: Waiting[] = []
  const closed = new Set(busyThreads)
  const fences = new Map<string, string>()
  for (const item of waiting) {
    const { threadId } = item.op
    const fence = toFenceKey(item.op.fence)
    const fits = taken.length < maxBatch && !closed.has(threadId) && (fences.get(threadId) ?? fence) === fence
    if (!fits) closed.add(threadId)
    fences.set(threadId, fence)
    ;(fits ? taken : left).push(item)
  }
  return { taken, left }
}

/** Never throws: every operation is told how it went. */
async function storeTogether(batch: readonly Waiting[], write: Options['write']): Promise<void> {
  try {
    const refused = await write(batch.map(({ op }) => op))
    for (const item of batch) answer(item, refused)
  } catch (error) {
    if (batch.length > 1 && isOneOpsFault(error)) await storeOneByOne(batch, write)
    else for (const { reject } of batch) reject(error)
  }
}

async function storeOneByOne(batch: readonly Waiting[], write: Options['write']): Promise<void> {
  for (const item of batch) await storeTogether([item], write)
}

function answer({ op, resolve, reject }: Waiting, refused: ReadonlySet<CheckpointOp>): void {
  if (op.fence && refused.has(op)) reject(new StaleLeaseError(op.fence.taskId))
  else resolve()
}

function isOneOpsFault(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !SHARED_TROUBLE.test(error.code ?? '')
}
