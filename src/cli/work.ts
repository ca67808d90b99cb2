import { hostname } from 'node:os'
import { keepPruned } from '../worker/keep-pruned.ts'
import { createRunTask } from '../worker/run-task.ts'
import { runWorker } from '../worker/run-worker.ts'
import type { Surroundings } from './create-program.ts'
import { startMetrics } from './start-metrics.ts'
import { type Opened, withSystem } from './with-system.ts'

/** Runs a worker until the process is told to stop; tasks in hand are finished to a checkpoint or handed back. */
export async function work(_options: { json?: boolean }, surroundings: Surroundings): Promise<void> {
  await withSystem(surroundings, async (opened) => {
    const metrics = await startMetrics(opened)
    try {
      await workUntil(opened, surroundings.shutdown)
    } finally {
      await metrics.close()
    }
  })
}

/** The worker of this process, on an opened system. */
export async function workUntil({ system, config, log }: Opened, shutdown: AbortSignal): Promise<void> {
  const workerId = `${hostname()}-${process.pid}`
  log.info({ worker_id: workerId, database: system.database.where, concurrency: config.concurrency }, 'worker.started')
  system.sandbox.prepare?.('python')
  const ended = new AbortController()
  const pruning = keepPruned({ prune: system.memory.prune, log }, AbortSignal.any([shutdown, ended.signal]))
  await runWorker(
    {
      workerId,
      store: system.tasks,
      queue: system.queue,
      run: createRunTask(system.graph),
      concurrency: config.concurrency,
      drainMs: config.drainMs,
      log,
    },
    shutdown,
  ).finally(() => ended.abort())
  await pruning
  log.info({ worker_id: workerId }, 'worker.stopped')
}
