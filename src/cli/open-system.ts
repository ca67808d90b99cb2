import { readGuardianRules } from '../arms/guardian/rules-file.ts'
import { createSearchDesk } from '../arms/retriever/search-desk.ts'
import type { Config } from '../config.ts'
import { assembleOcto } from '../graph/create-octo-graph.ts'
import { createPostgresLedger } from '../ledger/postgres-ledger.ts'
import { createQueue } from '../queue/pg-boss-queue.ts'
import { createTaskDesk } from '../server/task-desk.ts'
import { createCheckpointer } from '../store/checkpointer/create-checkpointer.ts'
import { connect } from '../store/connect.ts'
import { createTaskStore } from '../store/create-task-store.ts'
import { migrate } from '../store/migrate.ts'
import { createNotifications } from '../store/notifications.ts'
import { createPlanCache } from '../store/plan-cache.ts'
import type { Logger } from '../telemetry/log.ts'
import { embeddingsFrom } from './embeddings-from.ts'
import { modelFrom } from './model-from.ts'
import { openArmStats } from './open-arm-stats.ts'
import { openArms } from './open-arms.ts'
import { openDatabase } from './open-database.ts'
import { openDocuments } from './open-documents.ts'
import { openExecutor } from './open-executor.ts'
import { openMcp } from './open-mcp.ts'
import { openMemory } from './open-memory.ts'
import { openReflex } from './open-reflex.ts'
import { openVault } from './open-vault.ts'

const POOL_SIZE = 8

export type System = Awaited<ReturnType<typeof openSystem>>

type Environment = Readonly<Record<string, string | undefined>>

/** How to close what is open, in the order of opening. */
type Open = (() => Promise<unknown>)[]

/**
 * Everything a command needs, wired: the database brought up to date, the queue, the stores and the graph. When a part
 * cannot be opened, those before it are closed: what stayed open would keep the process from ending.
 */
export async function openSystem(config: Config, env: Environment, log: Logger) {
  const open: Open = []
  const close = async () => {
    for (const end of open.splice(0).reverse()) await end()
  }
  try {
    return { ...(await openParts(config, env, log, open)), close }
  } catch (error) {
    await close().catch(() => {}) // why it could not be opened says more
    throw error
  }
}

async function openParts(config: Config, env: Environment, log: Logger, open: Open) {
  const guard = await openReflex(config, log)
  open.push(async () => guard.close())
  const database = await openDatabase(config, env, log)
  open.push(database.close)
  const { schema, preparedStatements } = config
  const onConnectionLost = (error: Error) => log.warn({ error }, 'database.connection_lost')
  const settings = { max: POOL_SIZE, applicationName: 'octollm', schema, preparedStatements, onConnectionLost }
  const pool = connect({ url: database.url, ...settings })
  open.push(() => pool.end())
  await migrate({ pool, schema })

  const notifications = createNotifications({ url: database.url, schema, onConnectionLost })
  open.push(notifications.stop)
  await notifications.start()
  const queue = createQueue({ pool, url: database.url, schema, log, notifications })
  open.push(queue.stop)
  await queue.start()
  const tasks = createTaskStore({ pool, enqueue: queue.enqueue, wake: queue.wake, notifications })
  const library = openDocuments(config, { pool, reflex: guard.reflex, log }, open)
  const executor = openExecutor(config)
  open.push(executor.close)
  const mcp = await openMcp({ file: config.mcpFile, env, reflex: guard.reflex, log })
  open.push(mcp.close)
  const vault = await openVault(config, { pool, database, log })
  const memory = openMemory({
    ...{ pool, tasks, vault, retention: config.retention },
    embeddings: embeddingsFrom(config, guard.reflex),
  })
  const guardianRules = await rulesOf(config)
  const armStats = await openArmStats(pool, log)
  open.push(armStats.close)
  const octo = assembleOcto({
    armStats,
    ...(vault ? { vault } : {}),
    reflex: guard.reflex,
    model: modelFrom(config),
    arms: mcp.arms,
    documents: library.documents,
    ...executor,
    log,
    ledger: createPostgresLedger({ pool, publish: notifications.publish }),
    planCache: createPlanCache({ pool }),
    store: memory.store,
    knowledge: memory.knowledge,
    policies: { guardian: guardianRules, ...policiesOf(config) },
  })
  const arms = await openArms(config, { octo, pool, notifications, log })
  open.push(arms.close)
  return {
    database,
    pool,
    queue,
    tasks,
    vault,
    /** Tasks as whoever submitted them may see them: with the values in place of their tokens. */
    desk: createTaskDesk({ tasks, reflex: octo.reflex, vault }),
    ...library,
    search: createSearchDesk({ ...library, reflex: guard.reflex, model: octo.model }),
    sandbox: executor.sandbox,
    memory,
    octo,
    guardianRules,
    arms: arms.desk,
    /** The graph as a worker runs it: on our checkpointer, whose writes only the present owner of a task can make. */
    graph: octo.graph.compile({ name: 'octollm', checkpointer: createCheckpointer({ pool, schema }) }),
  }
}

const rulesOf = async ({ guardianRulesFile }: Config) =>
  guardianRulesFile === null ? [] : readGuardianRules(guardianRulesFile)

const policiesOf = ({ approveAboveUsd, parallelSteps, degradedPlanning }: Config) => ({
  approveAboveUsd,
  parallelSteps,
  degradedPlanning,
})
