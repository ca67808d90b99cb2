import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { BaseCheckpointSaver, BaseStore } from '@langchain/langgraph'
import type { Arm } from '../arms/arm.ts'
import { createArmRegistry, type LiveArmRegistry } from '../arms/arm-registry.ts'
import { type ArmStatsBook, createArmStats } from '../arms/arm-stats.ts'
import { builtInArms } from '../arms/built-in-arms.ts'
import type { CommandSandbox } from '../arms/executor/commands/command-sandbox.ts'
import type { Sandbox } from '../arms/executor/sandbox.ts'
import type { PolicyRule } from '../arms/guardian/check-output.ts'
import { createJudge, type Judge } from '../arms/judge/judge.ts'
import { createLimiter, type Limiter } from '../arms/limit-concurrency.ts'
import { createRouter } from '../arms/route-step.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { createMemoryLedger } from '../ledger/memory-ledger.ts'
import type { KnowledgeGraph } from '../memory/knowledge-graph.ts'
import { createPace, type PaceOptions } from '../memory/pace.ts'
import { createModel } from '../model/create-chat-model.ts'
import type { Model } from '../model/model.ts'
import { guardPlan } from '../nodes/guard-words.ts'
import { ARM_WAITS, type ArmWaits } from '../nodes/wait-for-arm.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { createPlanner } from '../planner/create-planner.ts'
import { createMemoryPlanCache } from '../planner/plan-cache.ts'
import type { PlanCache, Planner } from '../planner/planner.ts'
import { createReflex } from '../reflex/create-reflex.ts'
import { createMemoryVault } from '../reflex/memory-vault.ts'
import type { Reflex, ReflexPolicy } from '../reflex/reflex.ts'
import { NAMELESS_TOKENS } from '../reflex/token-book.ts'
import type { TokenVault } from '../reflex/token-vault.ts'
import { withTokens } from '../reflex/with-tokens.ts'
import type { DocumentSearch } from '../store/document-store.ts'
import type { Logger } from '../telemetry/log.ts'
import { buildGraph, type OctoStateGraph } from './build-graph.ts'
import { guardGraph } from './guarded-graph.ts'

export interface OctoPolicies {
  /** What the guard does with personal data and at what risk it blocks. */
  readonly reflex?: Partial<ReflexPolicy>
  /** The guardian's rules beside its own, for results and for its arm, as `readGuardianRules` reads them. */
  readonly guardian?: readonly PolicyRule[]
  /** A plan estimated above this many US dollars waits for a person, whatever the task says. Default 10. */
  readonly approveAboveUsd?: number
  /** Steps of one process that run at the same time. Default 8. */
  readonly parallelSteps?: number
  /** Plan by rule while the model is down or missing; otherwise such tasks fail with MODEL_UNAVAILABLE. Default true. */
  readonly degradedPlanning?: boolean
  /**
   * A step whose arms are all down waits and is tried again as long as the task has time; otherwise it fails with
   * ARM_UNAVAILABLE and is planned anew. Default true.
   */
  readonly waitForArms?: boolean | Partial<ArmWaits>
  /** How often each arm may read, and write, what it remembers; who comes too often waits. Default 10 a second, 20 at once. */
  readonly memory?: PaceOptions
}

export interface OctoGraphOptions {
  /** Any LangChain chat model. Without one plans are made by rule and arms that need a model say so. */
  readonly model?: BaseChatModel | Model | null | undefined
  /** Arms beside the built-in ones. One with a built-in's id takes its place. */
  readonly arms?: readonly Arm[]
  /** Makes runs durable and approvals answerable. */
  readonly checkpointer?: BaseCheckpointSaver
  /** What arms remember between tasks, each in a part of its own. */
  readonly store?: BaseStore
  /** Keeps what arms find out about the world. Not kept when left out. */
  readonly knowledge?: KnowledgeGraph | null
  /** What the retriever searches. */
  readonly documents?: DocumentSearch | null
  /** Where the executor runs code; a pool of WebAssembly interpreters in child processes when left out. */
  readonly sandbox?: Sandbox
  /** Runs commands for the executor (`createCommandSandbox`); none are allowed when left out. */
  readonly commands?: CommandSandbox
  /** Guarded HTTP (`createOutbound`): for the executor's GETs, and for the arm "http", which is there only with it. */
  readonly outbound?: Outbound
  /** Journal and budgets. In memory when left out, which suits one process. */
  readonly ledger?: Ledger
  /** What tokens stand for. In memory when left out, which suits one process. */
  readonly vault?: TokenVault
  /** Makes the plans in place of the built-in planner, which asks the model, and plans by rule when there is none. */
  readonly planner?: Planner
  readonly planCache?: PlanCache
  readonly policies?: OctoPolicies
  /** The guard itself, such as one that reads its policy again; made of `policies.reflex` when left out. */
  readonly reflex?: Reflex
  /** How arms have done so far. Of this process, and in memory, when left out. */
  readonly armStats?: ArmStatsBook
  /** Told when an arm breaks down in a way it did not foresee. */
  readonly log?: Logger
}

/**
 * The compiled graph: a goal goes in, a verified result comes out (`answer`, `outcome`). It is a Runnable, a node for
 * somebody else's `StateGraph`, and what `octoTool` wraps. Needs a checkpointer for approvals to be answered.
 */
export function createOctoGraph(options: OctoGraphOptions = {}): OctoGraph {
  const { checkpointer, vault = createMemoryVault() } = options
  const { graph, reflex } = assembleOcto({ ...options, vault })
  const compiled = graph.compile({
    name: 'octollm',
    description: 'Plans a goal, runs the steps on specialised arms, judges the result.',
    ...(checkpointer ? { checkpointer } : {}),
  })
  return guardGraph(compiled, { reflex, vault })
}

export type OctoGraph = ReturnType<OctoStateGraph['compile']>

export interface Octo {
  readonly graph: OctoStateGraph
  /** Arms may join and leave it while tasks run; `stats` is told how they are. */
  readonly arms: LiveArmRegistry
  readonly stats: ArmStatsBook
  readonly planner: Planner
  readonly judge: Judge
  readonly reflex: Reflex
  readonly model: Model | null
}

/** The parts the graph is made of, for a process that uses some of them by themselves. */
export function assembleOcto(options: OctoGraphOptions = {}): Octo {
  const { policies = {}, documents = null, sandbox, commands, outbound } = options
  const {
    guardian = [],
    approveAboveUsd = 10,
    parallelSteps = 8,
    degradedPlanning = true,
    waitForArms = true,
  } = policies
  const model = toModel(options.model)
  const reflex = options.reflex ?? createReflex(policies.reflex)
  const stats = options.armStats ?? createArmStats()
  const judge = createJudge({
    model,
    hasPii: (text) => reflex.scan(text, { checkInjection: false }).piiMatches.length > 0,
  })
  const planner =
    options.planner ??
    createPlanner({
      model,
      cache: cleanCache(options.planCache ?? createMemoryPlanCache(), withTokens(reflex, NAMELESS_TOKENS)),
      degraded: degradedPlanning,
    })
  const arms: LiveArmRegistry = createArmRegistry(
    withOwn(
      builtInArms({
        documents,
        sandbox,
        commands,
        outbound,
        judge,
        planner,
        rules: guardian,
        descriptions: () => arms.descriptions,
      }),
      options.arms,
    ),
  )
  const graph = buildGraph({
    arms,
    planner,
    judge,
    reflex,
    rules: guardian,
    model,
    ledger: options.ledger ?? createMemoryLedger(),
    vault: options.vault ?? createMemoryVault(),
    approveAboveUsd,
    route: createRouter(arms, stats),
    armWaits: toWaits(waitForArms),
    place: places(arms, parallelSteps),
    stats,
    memory: { store: options.store ?? null, knowledge: options.knowledge ?? null, pace: createPace(policies.memory) },
    log: options.log,
  })
  return { graph, arms, stats, planner, judge, reflex, model }
}

// Plans of the cache are for tasks to come: a value that a model made up must not get the name of one of theirs.
const cleanCache = (cache: PlanCache, reflex: Reflex): PlanCache => ({
  get: (key) => cache.get(key),
  put: (key, plan) => cache.put(key, guardPlan(plan, reflex)),
})

function toModel(model: OctoGraphOptions['model']): Model | null {
  if (!model) return null
  return 'ask' in model ? model : createModel({ chat: model })
}

function toWaits(waits: boolean | Partial<ArmWaits>): ArmWaits | null {
  if (typeof waits === 'object') return { ...ARM_WAITS, ...waits }
  return waits ? ARM_WAITS : null
}

function withOwn(builtIn: readonly Arm[], own: readonly Arm[] = []): Arm[] {
  return [...builtIn.filter(({ id }) => !own.some((arm) => arm.id === id)), ...own]
}

/** Places for running steps: so many in the process, and of each arm as many as it allows. */
function places(arms: LiveArmRegistry, parallelSteps: number) {
  const all = createLimiter(parallelSteps)
  const byArm = new Map<string, Limiter>()

  // By the number too: an arm that comes back may allow more.
  function limiterOf(armId: string): Limiter {
    const maxConcurrent = arms.all.find(({ id }) => id === armId)?.maxConcurrent ?? 1 // it may have left just now
    const key = `${armId} ${maxConcurrent}`
    const known = byArm.get(key) ?? createLimiter(maxConcurrent)
    byArm.set(key, known)
    return known
  }

  return async <Result>(
    armId: string,
    signal: AbortSignal,
    work: () => Promise<Result>,
    { within = false } = {},
  ): Promise<Result> => limiterOf(armId).run(() => (within ? work() : all.run(work, signal)), signal)
}
