import { createOctoGraph } from '../../src/graph/create-octo-graph.ts'
import { createCheckpointer } from '../../src/store/checkpointer/create-checkpointer.ts'
import { connect } from '../../src/store/connect.ts'
import { createTaskStore } from '../../src/store/create-task-store.ts'
import { aThread, createDiary, givenPlans, runTask, steps, workArm } from './graph.ts'
import { LOST_NOTIFICATIONS } from './task-store.ts'
import { stockSaver, work, workerGraph } from './worked-tasks.ts'

export interface GraphProcessOptions {
  readonly url: string
  /** Who runs the graph: a worker, or a user of the library with a journal in memory and that checkpointer. */
  readonly as: 'worker' | 'library with ours' | 'library with PostgresSaver'
  /** The task of a worker, the thread of a user. */
  readonly id: string
  /** Whether step 3 hangs: a process that is to be killed in it. */
  readonly hangs: boolean
  /** Whether there is a checkpoint to go on from. */
  readonly goesOn: boolean
}

/** What happened in the process: a step ("1 started 7f…", with its idempotency key) or the end ("completed"). */
export type GraphProcessLine = string

// Run as a process of its own. The plan: 1 → 3 and 2 → 4, then 5.
const { url, as, id, hangs, goesOn }: GraphProcessOptions = JSON.parse(process.argv[2] ?? '{}')
const tell = (line: GraphProcessLine) => process.stdout.write(`${line}\n`)
const worker = workArm(createDiary(), async ({ stepId, idempotencyKey }) => {
  tell(`${stepId} started ${idempotencyKey}`)
  if (hangs && stepId === 3) await new Promise((resolve) => setTimeout(resolve, 600_000))
  return { stepId }
})
const options = { planner: givenPlans(steps([], [], [1], [2], [3, 4])), arms: [worker] }
const pool = connect({ url, max: 4, applicationName: 'graph-process' })

async function outcomeOfWorker() {
  const parts = { pool, notifications: LOST_NOTIFICATIONS, enqueue: async () => {}, wake: () => {} }
  const end = await work(createTaskStore(parts), workerGraph(pool, options), id)
  return end.kind === 'ended' ? end.outcome : null
}

async function outcomeOfUser() {
  const checkpointer = as === 'library with ours' ? createCheckpointer({ pool }) : stockSaver(pool)
  const graph = createOctoGraph({ ...options, checkpointer })
  const config = { ...aThread(id), durability: 'sync' as const }
  return (await (goesOn ? graph.invoke(null, config) : runTask(graph, {}, config))).outcome
}

tell((await (as === 'worker' ? outcomeOfWorker() : outcomeOfUser()))?.status ?? 'no outcome')
await pool.end()
