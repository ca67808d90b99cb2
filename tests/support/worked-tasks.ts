import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import type pg from 'pg'
import type { TaskRequest } from '../../src/contracts/task.ts'
import { assembleOcto, type OctoGraphOptions } from '../../src/graph/create-octo-graph.ts'
import { createPostgresLedger } from '../../src/ledger/postgres-ledger.ts'
import { createCheckpointer } from '../../src/store/checkpointer/create-checkpointer.ts'
import type { TaskStore } from '../../src/store/task-store.ts'
import type { RunEnd } from '../../src/worker/run-end.ts'
import { createRunTask } from '../../src/worker/run-task.ts'
import { GOAL } from './graph.ts'
import { aContract, openTaskStore } from './task-store.ts'

const NEVER = new AbortController().signal

/** The graph as a worker runs it: checkpoints, journal and budgets on Postgres. */
export function workerGraph(pool: pg.Pool, options: OctoGraphOptions) {
  const { graph } = assembleOcto({ ...options, ledger: createPostgresLedger({ pool }) })
  return graph.compile({ checkpointer: createCheckpointer({ pool }) })
}

/** LangGraph's own checkpointer, for users of the library. */
export const stockSaver = (pool: pg.Pool) => new PostgresSaver(pool)

/** Claims a task and runs it until it ends, waits or is drained, as a worker does. Throws when it is not there to claim. */
export async function work(
  store: Pick<TaskStore, 'claim'>,
  graph: ReturnType<typeof workerGraph>,
  taskId: string,
  { signal = NEVER, drain = NEVER }: { signal?: AbortSignal; drain?: AbortSignal } = {},
): Promise<RunEnd & { readonly fence: number }> {
  const task = await store.claim(taskId, 'test-worker')
  if (!task) throw new Error('There is nothing to claim.')
  return { ...(await createRunTask(graph)(task, { signal, drain })), fence: task.fence }
}

/** A task store in a database of its own, with a way to submit and run tasks. Each `work` is a new graph, as after a restart. */
export async function openWorkedTasks() {
  const { store, pool, url, close } = await openTaskStore()
  return {
    store,
    pool,
    url,
    close,
    async submit(request: Partial<TaskRequest> = {}): Promise<string> {
      const { task } = await store.submit({ contract: aContract({ goal: GOAL, ...request }) })
      return task.taskId
    },
    work: (taskId: string, options: OctoGraphOptions, signals?: Parameters<typeof work>[3]) =>
      work(store, workerGraph(pool, options), taskId, signals),
  }
}
