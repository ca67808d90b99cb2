import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { Priority } from '../contracts/task.ts'
import type { Logger } from '../telemetry/log.ts'
import { gauge } from '../telemetry/metrics.ts'
import type { Bell } from './bell.ts'
import { createLine } from './line.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Queue } from './queue.ts'
import { work } from './work.ts'

const TOPIC = 'queue'

/** Carries a word to every process, gathering what is said at once. It may be lost: workers look every `pollMs` anyway. */
interface Notifications {
  subscribe(topic: string, onNews: () => void): () => void
  publish(topic: string): void
}

interface Options {
  /** Carries the statements; may go through a transaction pooler. */
  readonly pool: pg.Pool
  /** The same database, reached directly: `work` keeps one connection of its own, which holds the locks of running tasks. */
  readonly url: string
  /** The system's schema. The engine has its tables beside it, in `<schema>_queue`, and makes them itself. */
  readonly schema: string
  readonly log: Logger
  /** Without it an idle worker of another process learns of a job at its next look. */
  readonly notifications?: Notifications
  /** The longest an idle worker goes without looking; 1000 when left out. */
  readonly pollMs?: number
  /** After how many tries, whether the handler threw or its process died, a job is a dead letter; 10 when left out. */
  readonly maxTries?: number
  /** How long a worker that keeps its connection may be silent before its jobs are given to others; 15,000 when left out. */
  readonly lapseMs?: number
}

/**
 * The line of tasks on pg-boss: jobs are rows, put in line in the caller's transaction. A handler that throws is tried
 * again after 1–2 s, doubling up to 60; the job of a process that died is tried again at once.
 */
export function createQueue({
  pool,
  url,
  schema,
  log,
  notifications,
  pollMs = 1_000,
  maxTries = 10,
  lapseMs = 15_000,
}: Options): Queue {
  const engineSchema = pg.escapeIdentifier(`${schema}_queue`)
  const lockPrefix = `octollm task ${schema} `
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schema: engineSchema,
    schedule: false,
  })
  // Its maintenance reports here; without a listener an error ends the process.
  boss.on('error', (error) => log.warn({ error }, 'queue.maintenance_failed'))
  const line = createLine({ boss, pool, engineSchema, lockPrefix })
  const bells = new Set<Bell>()
  let stopMeasuring = () => {}

  function wake(): void {
    for (const bell of bells) bell.ring()
    notifications?.publish(TOPIC)
  }

  function onWake(bell: Bell): () => void {
    bells.add(bell)
    const unsubscribe = notifications?.subscribe(TOPIC, bell.ring)
    return () => {
      bells.delete(bell)
      unsubscribe?.()
    }
  }

  return {
    async start() {
      // Its own `create schema if not exists` fails when several processes start on an empty database at once.
      await oneAtATime(url, `octollm queue ${schema}`, async () => {
        await boss.start()
        await line.setUp()
      })
      stopMeasuring = gauge('queueDepth', async (result) => {
        const { waiting } = await line.depth()
        for (const priority of Priority.options) result.observe(waiting[priority], { priority })
      })
    },
    enqueue: line.put,
    wake,
    work: (handle, options) =>
      work({ line, url, lockPrefix, pollMs, maxTries, lapseMs, log, onWake, wake }, handle, options),
    depth: line.depth,
    async stop() {
      stopMeasuring()
      await boss.stop({ graceful: false })
    },
  }
}
