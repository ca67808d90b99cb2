import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { ArmEntry } from '../../src/contracts/arm.ts'
import type { TaskOutcome } from '../../src/contracts/task.ts'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import { createReflex } from '../../src/reflex/create-reflex.ts'
import { createSealedVault } from '../../src/reflex/sealed-vault.ts'
import { type AppParts, createApp } from '../../src/server/create-app.ts'
import { listen } from '../../src/server/listen.ts'
import { createTaskStore } from '../../src/store/create-task-store.ts'
import { migrate } from '../../src/store/migrate.ts'
import { createNotifications } from '../../src/store/notifications.ts'
import { createSealedTokenStore } from '../../src/store/sealed-tokens.ts'
import type { NamedSql } from '../../src/store/sql.ts'
import type { TaskStore } from '../../src/store/task-store.ts'
import { createJsonLog } from '../../src/telemetry/log.ts'
import { freshDatabase } from './database.ts'
import { planOf, planStep } from './plans.ts'

const COMPLETED: TaskOutcome = {
  status: 'completed',
  result: {
    answer: 'The sum is 42.',
    outputs: { '1': { exit_code: 0 } },
    artifacts: [],
    citations: [],
    confidence: 0.9,
  },
  verdict: null,
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
  readonly text: string
}

export interface ServerUnderTest {
  readonly url: string
  readonly tasks: TaskStore
  readonly pool: pg.Pool
  /** Everything that was logged. */
  logged(): string
  /** One request; `json` becomes the body. */
  call(path: string, init?: RequestInit & { json?: unknown }): Promise<Answer>
  /** Submits a task and gives its id. */
  submit(request?: object): Promise<string>
  /** What a worker would do: claims the task and ends it. */
  finish(taskId: string, outcome?: TaskOutcome): Promise<void>
  close(): Promise<void>
}

/** The HTTP server on a port of its own, over a database, store and queue as in production. No worker runs. */
export async function openServer(
  overrides: (parts: AppParts) => Partial<AppParts> = () => ({}),
): Promise<ServerUnderTest> {
  const lines: string[] = []
  const log = createJsonLog({ stream: { write: (line) => void lines.push(line) } })
  const database = await freshDatabase()
  const { pool, url: databaseUrl } = database
  await migrate({ pool, schema: 'public' })
  const notifications = createNotifications({ url: databaseUrl, schema: 'public' })
  await notifications.start()
  const queue = createQueue({ pool, url: databaseUrl, schema: 'public', log, notifications })
  await queue.start()
  const tasks = createTaskStore({ pool, enqueue: queue.enqueue, wake: queue.wake, notifications, pollMs: 100 })
  const parts = partsOf(tasks, pool, log)
  const { url, close } = await listen(createApp({ ...parts, ...overrides(parts) }), { host: '127.0.0.1', port: 0 })

  const call: ServerUnderTest['call'] = async (path, { json, ...init } = {}) => {
    const body = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }
    const headers = json === undefined ? init.headers : { 'Content-Type': 'application/json', ...init.headers }
    const response = await fetch(url + path, { ...body, ...init, ...(headers ? { headers } : {}) })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
  }
  return {
    url,
    tasks,
    pool,
    call,
    logged: () => lines.join(''),
    submit: async (request) =>
      String((await call('/submit', { json: { goal: 'Add up the numbers', ...request } })).body['task_id']),
    async finish(taskId, outcome = COMPLETED) {
      const claim = await tasks.claim(taskId, 'worker-1')
      await tasks.settle(taskId, claim?.fence ?? Number.NaN, outcome)
    },
    async close() {
      await close()
      await queue.stop()
      await notifications.stop()
      await database.drop()
    },
  }
}

const AN_ARM: ArmEntry = {
  armId: 'coder',
  name: 'Coder',
  version: '1.0.0',
  description: 'Writes code.',
  capabilities: ['code_generation'],
  inputSchema: { type: 'object', properties: { maxLines: { type: 'number' } } },
  outputSchema: { type: 'object' },
  costTier: 4,
  averageLatencyMs: null,
  maxConcurrent: 2,
  sideEffects: false,
  actsOnWorld: false,
  untrusted: false,
  source: 'built_in',
  url: null,
  health: 'healthy',
  checkedAt: null,
}

const keys = [{ id: 'test', key: randomBytes(32) }]

function partsOf(tasks: TaskStore, pool: NamedSql, log: AppParts['log']): AppParts {
  const ok = { ok: true, detail: 'fine' }
  return {
    tasks,
    reflex: createReflex(),
    vault: createSealedVault({ keys, store: createSealedTokenStore(pool) }),
    arms: { list: () => [AN_ARM] },
    plan: async (request, { requestId }) =>
      planOf([planStep({ stepId: 1, action: `Work towards: ${request.goal}`.slice(0, 500) })], { requestId }),
    readiness: { database: async () => ok, worker: async () => ok, reflex: () => ok, model: () => ok },
    log,
    version: '1.2.3',
  }
}
