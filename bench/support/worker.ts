import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createRunTask } from '../../src/worker/run-task.ts'
import { runWorker } from '../../src/worker/run-worker.ts'
import { silentLog } from '../../tests/support/silent-log.ts'
import { openBenchSystem } from './bench-system.ts'

export interface WorkerOptions {
  readonly url: string
  readonly workerId: string
  readonly concurrency: number
  readonly parallelSteps?: number
  readonly runLog?: string
}

// A worker as a process of its own. It says "ready", begins when it is told to on its standard input, and drains when
// that is closed, so that it does not outlive whoever started it. At its end it says how much processor time it used.
const { workerId, concurrency, ...options }: WorkerOptions = JSON.parse(process.argv[2] ?? '{}')
const system = await openBenchSystem(options)
const shutdown = new AbortController()
const orders = createInterface(process.stdin)
orders.once('close', () => shutdown.abort())

process.stdout.write('ready\n')
await Promise.race([once(orders, 'line'), once(orders, 'close')])
const before = process.cpuUsage()
await runWorker(
  { workerId, concurrency, store: system.tasks, queue: system.queue, run: createRunTask(system.graph), log: silentLog },
  shutdown.signal,
)
const { user, system: inKernel } = process.cpuUsage(before)
process.stdout.write(`${(user + inKernel) / 1_000}\n`)
await system.close()
