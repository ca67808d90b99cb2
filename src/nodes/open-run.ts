import { setMaxListeners } from 'node:events'
import { type BaseStore, GraphDrained, type LangGraphRunnableConfig } from '@langchain/langgraph'
import { z } from 'zod'
import type { TaskEventBody } from '../contracts/event.ts'
import { Fault } from '../contracts/fault.ts'
import type { Ledger, RunIdentity, TaskLedger } from '../ledger/ledger.ts'
import { finishedEvent, startedEvents } from '../ledger/step-event.ts'
import type { Reflex } from '../reflex/reflex.ts'
import type { TaskTokens, TokenVault } from '../reflex/token-vault.ts'
import { withTokens } from '../reflex/with-tokens.ts'

/** What a worker puts into `configurable` beside the thread. Library users leave it out. */
export const RunSettings = z.object({
  task_id: z.string().optional(),
  /** Goes with every write of a worker's run. */
  fence: z.object({ taskId: z.string(), token: z.number() }).optional(),
  /** When the task's time is up, in milliseconds since the epoch. */
  expires_at: z.number().optional(),
  /** How many values of each kind were redacted before the graph was called. */
  redacted: z.record(z.string(), z.number()).optional(),
  /** Whether somebody runs the task again when it is parked (`graph/park.ts`). */
  can_park: z.boolean().optional(),
})
export type RunSettings = z.infer<typeof RunSettings>

export interface RunParts {
  readonly ledger: Ledger
  readonly reflex: Reflex
  readonly vault: TokenVault
}

/** One run of one task, as a node sees it. */
export interface Run {
  readonly ledger: TaskLedger
  /** The tokens of the task. What goes to the journal, a checkpoint or an event is guarded by `guarded`, which keeps them. */
  tokens(): Promise<TaskTokens>
  /** What `work` makes with a guard that gives out the task's tokens; resolves when those are kept. */
  guarded<Result>(work: (reflex: Reflex) => Result): Promise<Result>
  readonly identity: RunIdentity
  /** The store of whoever runs the graph: Studio's, or that of a parent graph. */
  readonly store: BaseStore | null
  /** Aborts when the run is cancelled, or with `Fault('TASK_TIMEOUT')` when the task's time is up. */
  readonly signal: AbortSignal
  /** Whether the run may end early to be taken up again later. */
  readonly canPark: boolean
  /** Throws `GraphDrained` when the run was asked to stop at the next good place. */
  throwIfDrained(): void
}

/**
 * Binds a node's call to its task: the ledger (whose events are also streamed to the caller, mode "custom") and the time
 * limit. Without a worker's `expires_at` the time counts from the first node of this invocation. The seconds that
 * remain are those until the limit, whatever the steps took that ran side by side.
 */
export function openRun(parts: RunParts, taskId: string, maxTimeSeconds: number, config: LangGraphRunnableConfig): Run {
  const { ledger, reflex, vault } = parts
  const settings = RunSettings.parse(config.configurable ?? {})
  const identity: RunIdentity = settings.fence ? { taskId, fence: settings.fence.token } : { taskId }
  const shared = sharedOf(taskId, config)
  shared.limit ??= timeLimit(settings.expires_at ?? Date.now() + maxTimeSeconds * 1_000, maxTimeSeconds)
  const { limit } = shared
  const tokens = () => {
    shared.tokens ??= vault.forRun(identity)
    return shared.tokens
  }
  return {
    ledger: watched(timed(ledger.forRun(identity), limit), config.writer),
    tokens,
    async guarded(work) {
      const { book, save } = await tokens()
      const result = work(withTokens(reflex, book))
      await save()
      return result
    },
    identity,
    store: config.store ?? null,
    canPark: settings.can_park ?? false,
    signal: limitedSignal(config, limit.signal),
    throwIfDrained() {
      if (config.control?.drainRequested) throw new GraphDrained(config.control.drainReason ?? 'drain')
    },
  }
}

interface TimeLimit {
  readonly expiresAt: number
  readonly signal: AbortSignal
}

/** What the nodes of one invocation share. */
interface Shared {
  limit?: TimeLimit
  tokens?: Promise<TaskTokens>
}

// By what lives as long as one invocation. A `RunControl` may serve many, and a parent graph hands both down to all the
// tasks it runs, hence the task's id.
const sharedByInvocation = new WeakMap<object, Map<string, Shared>>()

function sharedOf(taskId: string, config: LangGraphRunnableConfig): Shared {
  const invocation = config.writer ?? config.control
  if (!invocation) throw new TypeError('A node was called outside of a graph run.')
  const tasks = sharedByInvocation.get(invocation) ?? new Map<string, Shared>()
  sharedByInvocation.set(invocation, tasks)
  const shared = tasks.get(taskId) ?? {}
  tasks.set(taskId, shared)
  return shared
}

function limitedSignal(config: LangGraphRunnableConfig, limit: AbortSignal): AbortSignal {
  const signals = config.signal ? [config.signal, limit] : [limit]
  const signal = AbortSignal.any(signals)
  setMaxListeners(0, signal, ...signals) // every step of a plan listens
  return signal
}

function timeLimit(expiresAt: number, maxTimeSeconds: number): TimeLimit {
  const controller = new AbortController()
  const message = `The task's time limit of ${maxTimeSeconds} s is reached; raise budget.max_time_seconds or ask for less.`
  const timer = setTimeout(
    () => controller.abort(new Fault('TASK_TIMEOUT', message)),
    Math.max(0, expiresAt - Date.now()),
  )
  timer.unref()
  return { expiresAt, signal: controller.signal }
}

function timed(ledger: TaskLedger, { expiresAt }: TimeLimit): TaskLedger {
  return {
    ...ledger,
    async remaining() {
      return { ...(await ledger.remaining()), maxTimeSeconds: Math.max(0, (expiresAt - Date.now()) / 1_000) }
    },
  }
}

/** The ledger, whose events the caller of the graph sees too. */
function watched(ledger: TaskLedger, write: ((event: TaskEventBody) => void) | undefined): TaskLedger {
  if (!write) return ledger
  return {
    ...ledger,
    async start(step) {
      await ledger.start(step)
      for (const event of startedEvents(step)) write(event)
    },
    async finish(record) {
      await ledger.finish(record)
      write(finishedEvent(record))
    },
    async emit(event) {
      await ledger.emit(event)
      write(event)
    },
  }
}
