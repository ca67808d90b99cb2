import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { on, once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createQueue } from '../src/queue/pg-boss-queue.ts'
import { connect } from '../src/store/connect.ts'
import { startEmbeddedPostgres } from '../src/store/embedded/start-embedded.ts'
import { createNotifications } from '../src/store/notifications.ts'
import { inTransaction } from '../src/store/sql.ts'
import { silentLog } from '../tests/support/silent-log.ts'

// What the queue promises in numbers, on an embedded Postgres of its own: `node bench/queue.ts`.
const WORKER = fileURLToPath(new URL('../tests/support/queue-worker.ts', import.meta.url))

// Not os.tmpdir(), nor made here: Postgres may run as another user, and its launcher lets that one in.
const dataDir = join('/tmp', `octollm-bench-${randomUUID()}`)
const server = await startEmbeddedPostgres({ dataDir })
const { url } = server
const pool = connect({ url, max: 8, applicationName: 'octollm-bench' })
const notifications = {
  near: createNotifications({ url, schema: 'bench' }),
  far: createNotifications({ url, schema: 'bench' }),
}
await Promise.all([notifications.near.start(), notifications.far.start()])
const parts = { pool, url, schema: 'octollm', log: silentLog }
const queue = createQueue({ ...parts, notifications: notifications.near })
await queue.start()

async function submit(priority: 'low' | 'critical' = 'low'): Promise<string> {
  const taskId = randomUUID()
  await inTransaction(pool, (transaction) => queue.enqueue({ taskId, priority, turn: 1 }, transaction))
  return taskId
}

function report(what: string, samples: number[]): void {
  const sorted = samples.toSorted((left, right) => left - right)
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(1)
  console.log(`${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms (${sorted.length} samples)`)
}

async function measureStart(): Promise<void> {
  const working = createQueue({ ...parts, notifications: notifications.far })
  await working.start()
  const started = new Map<string, (at: number) => void>()
  const stop = new AbortController()
  let jobMs = 0
  const done = working.work(
    async ({ taskId }) => {
      started.get(taskId)?.(performance.now())
      await sleep(jobMs)
      return 'done'
    },
    { workerId: 'bench', concurrency: 10, signal: stop.signal, bury: async () => {} },
  )
  async function timeOne(priority: 'low' | 'critical'): Promise<number> {
    const submittedAt = performance.now()
    const taskId = await submit(priority)
    const startedAt = new Promise<number>((resolve) => started.set(taskId, resolve))
    queue.wake()
    return (await startedAt) - submittedAt
  }
  const idle: number[] = []
  for (let round = 0; round < 300; round += 1) {
    idle.push(await timeOne('low'))
    await sleep(10)
  }
  report('submit to start, another process idle', idle)

  jobMs = 50
  await Promise.all(Array.from({ length: 3_000 }, () => submit()))
  queue.wake()
  const busy: number[] = []
  for (let round = 0; round < 30; round += 1) busy.push(await timeOne('critical'))
  report('submit to start of a critical job amid 3,000 low ones of 50 ms', busy)

  jobMs = 0
  const begunAt = performance.now()
  const { low } = (await queue.depth()).waiting
  while ((await queue.depth()).waiting.low > 0) await sleep(50)
  console.log(
    `jobs that do nothing: ${Math.round((low / (performance.now() - begunAt)) * 1_000)} a second, one process`,
  )
  stop.abort()
  await done
  await working.stop()
}

async function startWorker(jobMs: number) {
  const options = JSON.stringify({ url, workerId: randomUUID(), jobMs })
  const child = spawn(process.execPath, [WORKER, options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)
  const startedAt = async () => {
    for await (const [line] of on(lines, 'line')) {
      if (JSON.parse(line).name === 'started') return performance.now()
    }
    return Number.NaN
  }
  await once(lines, 'line')
  return { child, startedAt }
}

async function measureTakeover(ageMs: number): Promise<void> {
  const samples: number[] = []
  const other = await startWorker(10)
  for (let round = 0; round < 10; round += 1) {
    other.child.kill('SIGSTOP')
    const victim = await startWorker(60_000)
    const begun = victim.startedAt()
    await submit()
    await begun
    other.child.kill('SIGCONT')
    await sleep(ageMs + Math.random() * 500)
    const takenOver = other.startedAt()
    const killedAt = performance.now()
    victim.child.kill('SIGKILL')
    samples.push((await takenOver) - killedAt)
  }
  other.child.kill('SIGTERM')
  await once(other.child, 'exit')
  report(`SIGKILL to restart elsewhere, of a job that ran for ${ageMs / 1_000} s or more`, samples)
}

await measureStart()
await measureTakeover(2_000)
await measureTakeover(0)
await queue.stop()
await Promise.all([notifications.near.stop(), notifications.far.stop()])
await pool.end()
await server.stop()
await rm(dataDir, { recursive: true, force: true })
