import { Fault, type FaultRecord, toFaultRecord } from '../contracts/fault.ts'
import type { Queue } from '../queue/queue.ts'
import type { TaskStore } from '../store/task-store.ts'
import { gauge } from '../telemetry/metrics.ts'
import { type JobParts, workOnJob } from './work-on-job.ts'

export interface WorkerParts extends JobParts {
  readonly store: Pick<TaskStore, 'claim' | 'settle' | 'wait' | 'release' | 'bury' | 'gotOn' | 'watchCancel'>
  readonly queue: Pick<Queue, 'work'>
  /** How many tasks run at a time. */
  readonly concurrency: number
  /** How long running tasks have to come to a good place, once `shutdown` aborts; 10,000 when left out. */
  readonly drainMs?: number
}

/**
 * Claims tasks, runs and settles them until `shutdown` aborts. Then the running ones are asked to stop at their next
 * checkpoint and go back into line; after `drainMs` they are stopped where they are. Resolves when none is in hand.
 */
export async function runWorker(
  { queue, concurrency, drainMs = 10_000, ...parts }: WorkerParts,
  shutdown: AbortSignal,
): Promise<void> {
  let active = 0
  const stopMeasuring = gauge('activeTasks', (result) => result.observe(active))
  const hardStop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const stopHardLater = () => {
    timer = setTimeout(() => hardStop.abort(new Fault('LEASE_LOST', 'The worker is shutting down.')), drainMs)
  }
  shutdown.addEventListener('abort', stopHardLater, { once: true })

  await queue.work(
    async (job, lease) => {
      active += 1
      try {
        return await workOnJob(parts, job, { lease, drain: shutdown, hardStop: hardStop.signal })
      } finally {
        active -= 1
      }
    },
    {
      workerId: parts.workerId,
      concurrency,
      signal: shutdown,
      bury: ({ taskId }) => parts.store.bury(taskId, outOfTries()),
      gotOn: ({ taskId }) => parts.store.gotOn(taskId),
    },
  )
  clearTimeout(timer)
  shutdown.removeEventListener('abort', stopHardLater)
  stopMeasuring()
}

const outOfTries = (): FaultRecord =>
  toFaultRecord(
    new Fault('INTERNAL', 'The task was given up: every try to run it broke down. The log has the details; retry it.', {
      retryable: true,
    }),
  )
