import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import { type PlanShape, sixSteps } from './bench-plan.ts'
import { buildPlainGraph } from './plain-graph.ts'

export interface PlainRunnerOptions {
  readonly url: string
  readonly shape: PlanShape
  readonly poolSize: number
  readonly concurrency: number
  readonly tasks: number
}

/** What a run of it says of itself. */
export interface PlainRun {
  /** When each task ended, in milliseconds since the epoch. */
  readonly endedAt: readonly number[]
  /** How long each task took. */
  readonly tookMs: readonly number[]
  readonly cpuMs: number
}

// Plain LangGraph with its own PostgresSaver as a process of its own: `concurrency` invocations at a time, no queue.
const { url, shape, poolSize, concurrency, tasks }: PlainRunnerOptions = JSON.parse(process.argv[2] ?? '{}')
const pool = new pg.Pool({ connectionString: url, max: poolSize })
const checkpointer = new PostgresSaver(pool)
await checkpointer.setup()
const graph = buildPlainGraph({ steps: sixSteps(shape), checkpointer, runStep: async () => {} })

const orders = createInterface(process.stdin)
process.stdout.write('ready\n')
await Promise.race([once(orders, 'line'), once(orders, 'close')])

const before = process.cpuUsage()
const endedAt: number[] = []
const tookMs: number[] = []
let left = tasks
async function work(): Promise<void> {
  while (left > 0) {
    left -= 1
    const startedAt = performance.now()
    const configurable = { thread_id: randomUUID() }
    await graph.invoke({ goal: 'Carry out the plan' }, { configurable, durability: 'sync' })
    tookMs.push(performance.now() - startedAt)
    endedAt.push(Date.now())
  }
}
await Promise.all(Array.from({ length: concurrency }, work))
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${JSON.stringify({ endedAt, tookMs, cpuMs: (user + system) / 1_000 } satisfies PlainRun)}\n`)
orders.close()
await pool.end()
