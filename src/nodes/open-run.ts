import { setMaxListeners } from 'node:events'
import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { z } from 'zod'
import type { TaskEventBody } from '../contracts/event.ts'
import { Fault } from '../contracts/fault.ts'
import type { Ledger, RunIdentity, TaskLedger } from '../ledger/ledger.ts'

/** What a worker puts into `configurable` beside the thread. Library users leave it out. */
export const RunSettings = z.object({
  task_id: z.string().optional(),
  /** Goes with every write of a worker's run. */
  fence: z.object({ taskId: z.string(), token: z.number() }).optional(),
  /** When the task's time is up, in milliseconds since the epoch. */
  expires_at: z.number().optional(),
})
export type RunSettings = z.infer<typeof RunSettings>

/** One run of one task, as a node sees it. */
export interface Run {
  readonly ledger: TaskLedger
  /** Aborts when the run is cancelled, or with `Fault('TASK_TIMEOUT')` when the task's time is up. */
  readonly signal: AbortSignal
}

/**
 * Binds a node's call to its task: the ledger (whose events are also streamed to the caller, mode "custom") and the time
 * limit. Without a worker's `expires_at` the time counts from the first node of this invocation.
 */
export function openRun(ledger: Ledger, taskId: string, maxTimeSeconds: number, config: LangGraphRunnableConfig): Run {
  const settings = RunSettings.parse(config.configurable ?? {})
  const identity: RunIdentity = settings.fence ? { taskId, fence: settings.fence.token } : { taskId }
  const expiresAt = settings.expires_at ?? startOf(config) + maxTimeSeconds * 1_000
  return {
    ledger: watched(ledger.forRun(identity), config.writer),
    signal: limitedSignal(config, expiresAt, maxTimeSeconds),
  }
}

/** The object that lives as long as the graph's run: where in-process state of a run hangs. */
export function runOf(config: LangGraphRunnableConfig): object {
  const run = config.control ?? config.signal
  if (!run) throw new TypeError('A node was called outside of a graph run.')
  return run
}

const startByRun = new WeakMap<object, number>()

function startOf(config: LangGraphRunnableConfig): number {
  const run = runOf(config)
  const start = startByRun.get(run) ?? Date.now()
  startByRun.set(run, start)
  return start
}

const limitByRun = new WeakMap<object, AbortSignal>()

function limitedSignal(config: LangGraphRunnableConfig, expiresAt: number, maxTimeSeconds: number): AbortSignal {
  const run = runOf(config)
  const limit = limitByRun.get(run) ?? timeLimit(expiresAt, maxTimeSeconds)
  limitByRun.set(run, limit)
  const signals = config.signal ? [config.signal, limit] : [limit]
  const signal = AbortSignal.any(signals)
  setMaxListeners(0, signal, ...signals) // every step of a plan listens
  return signal
}

function timeLimit(expiresAt: number, maxTimeSeconds: number): AbortSignal {
  const controller = new AbortController()
  const message = `The task's time limit of ${maxTimeSeconds} s is reached; raise budget.max_time_seconds or ask for less.`
  const timer = setTimeout(
    () => controller.abort(new Fault('TASK_TIMEOUT', message)),
    Math.max(0, expiresAt - Date.now()),
  )
  timer.unref()
  return controller.signal
}

/** The ledger, whose events the caller of the graph sees too. */
function watched(ledger: TaskLedger, write: ((event: TaskEventBody) => void) | undefined): TaskLedger {
  if (!write) return ledger
  return {
    ...ledger,
    async start(step) {
      await ledger.start(step)
      const { idempotencyKey: _, ...event } = step
      write({ type: 'step.started', ...event })
    },
    async finish(record) {
      await ledger.finish(record)
      const { round, stepId, armId, status, confidence, usage, fault } = record
      write({ type: 'step.finished', round, stepId, armId, status, confidence, usage, ...(fault ? { fault } : {}) })
    },
    async emit(event) {
      await ledger.emit(event)
      write(event)
    },
  }
}
