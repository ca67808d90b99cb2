import { toContract } from '../../src/contracts/to-contract.ts'
import { assembleOcto } from '../../src/graph/create-octo-graph.ts'
import { createPostgresLedger } from '../../src/ledger/postgres-ledger.ts'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import { createCheckpointer } from '../../src/store/checkpointer/create-checkpointer.ts'
import { connect } from '../../src/store/connect.ts'
import { createTaskStore } from '../../src/store/create-task-store.ts'
import { migrate } from '../../src/store/migrate.ts'
import { createNotifications } from '../../src/store/notifications.ts'
import { silentLog } from '../../tests/support/silent-log.ts'
import type { BenchStep } from './bench-plan.ts'
import { createGivenPlanner } from './given-planner.ts'
import { createSleepArm } from './sleep-arm.ts'

interface Options {
  readonly url: string
  readonly parallelSteps?: number
  readonly runLog?: string | undefined
}

const SCHEMA = 'octollm'
export const POOL_SIZE = 8

export type BenchSystem = Awaited<ReturnType<typeof openBenchSystem>>

/** The system as the command line wires it, with an arm that sleeps, plans that tasks bring along, and no model. */
export async function openBenchSystem({ url, runLog, parallelSteps = 8 }: Options) {
  const pool = connect({ url, max: POOL_SIZE, applicationName: 'octollm', schema: SCHEMA })
  await migrate({ pool, schema: SCHEMA })
  const notifications = createNotifications({ url, schema: SCHEMA })
  await notifications.start()
  const queue = createQueue({ pool, url, schema: SCHEMA, log: silentLog, notifications })
  await queue.start()
  const tasks = createTaskStore({ pool, enqueue: queue.enqueue, wake: queue.wake, notifications })
  const checkpointer = createCheckpointer({ pool, schema: SCHEMA })
  const octo = assembleOcto({
    planner: createGivenPlanner(),
    arms: [createSleepArm(runLog)],
    ledger: createPostgresLedger({ pool, publish: notifications.publish }),
    policies: { parallelSteps },
  })
  return {
    pool,
    queue,
    tasks,
    checkpointer,
    graph: octo.graph.compile({ name: 'octollm', checkpointer }),
    async submit(steps: readonly BenchStep[]): Promise<string> {
      const contract = toContract({
        goal: 'Carry out the plan in the context',
        context: { plan: steps },
      })
      return (await tasks.submit({ contract })).task.taskId
    },
    async close() {
      await queue.stop()
      await notifications.stop()
      await pool.end()
    },
  }
}
