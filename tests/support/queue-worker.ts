import { setTimeout as sleep } from 'node:timers/promises'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import { connect } from '../../src/store/connect.ts'
import { silentLog } from './silent-log.ts'

export interface QueueWorkerOptions {
  readonly url: string
  readonly workerId: string
  readonly concurrency?: number
  /** How long a job takes. Jobs of 0 ms end their process with SIGKILL. */
  readonly jobMs: number
  readonly lapseMs?: number
  readonly maxTries?: number
}

/** What happened to a job in a worker process. */
export interface QueueWorkerEvent {
  readonly name: 'ready' | 'started' | 'done' | 'lost' | 'buried'
  readonly taskId: string
}

// Run as a process of its own: works on the queue until SIGTERM, and says on stdout what happens.
const { url, workerId, concurrency = 4, jobMs, ...rest }: QueueWorkerOptions = JSON.parse(process.argv[2] ?? '{}')
const pool = connect({ url, max: 4, applicationName: workerId })
const queue = createQueue({ ...rest, pool, url, schema: 'octollm', log: silentLog })
const shutdown = new AbortController()
process.once('SIGTERM', () => shutdown.abort())

const tell = (name: QueueWorkerEvent['name'], taskId = '') =>
  process.stdout.write(`${JSON.stringify({ name, taskId } satisfies QueueWorkerEvent)}\n`)

await queue.start()
tell('ready')
await queue.work(
  async ({ taskId }, signal) => {
    tell('started', taskId)
    if (jobMs === 0) process.kill(process.pid, 'SIGKILL')
    await sleep(jobMs, undefined, { signal }).catch(() => {})
    tell(signal.aborted ? 'lost' : 'done', taskId)
    return 'done'
  },
  { workerId, concurrency, signal: shutdown.signal, bury: async ({ taskId }) => void tell('buried', taskId) },
)
await queue.stop()
await pool.end()
