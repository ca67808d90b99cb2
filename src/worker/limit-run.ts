import { Fault } from '../contracts/fault.ts'
import type { ClaimedTask, TaskStore } from '../store/task-store.ts'

interface Limits {
  readonly store: Pick<TaskStore, 'watchCancel'>
  /** Aborts when the queue gave the task to another worker. */
  readonly lease: AbortSignal
  /** Aborts when the process cannot wait any longer. */
  readonly hardStop: AbortSignal
}

// The graph stops by itself when the time is up and keeps what was finished; this is for a run that does not.
const SELF_STOP_MS = 1_000

/**
 * A signal for the run of a task: it aborts with TASK_CANCELLED when the task is cancelled, with TASK_TIMEOUT when its time
 * is up, and with LEASE_LOST when this worker has to let go of it. `release` ends the watch.
 */
export function limitRun(task: ClaimedTask, { store, lease, hardStop }: Limits) {
  const own = new AbortController()
  const unwatch = store.watchCancel(task.taskId, task.fence, () =>
    own.abort(new Fault('TASK_CANCELLED', 'The task was cancelled.')),
  )
  const timer = setTimeout(
    () =>
      own.abort(new Fault('TASK_TIMEOUT', 'The time of the task was up. Raise budget.max_time_seconds, or split it.')),
    Math.max(0, task.expiresAt - Date.now()) + SELF_STOP_MS,
  )
  return {
    signal: AbortSignal.any([own.signal, lease, hardStop]),
    release() {
      unwatch()
      clearTimeout(timer)
    },
  }
}
