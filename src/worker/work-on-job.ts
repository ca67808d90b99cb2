import { setTimeout as sleep } from 'node:timers/promises'
import { Fault, toFaultRecord } from '../contracts/fault.ts'
import type { TaskOutcome } from '../contracts/task.ts'
import type { Job, JobEnd } from '../queue/queue.ts'
import type { ClaimedTask, TaskStore } from '../store/task-store.ts'
import type { Logger } from '../telemetry/log.ts'
import { count, observe } from '../telemetry/metrics.ts'
import { limitRun } from './limit-run.ts'
import type { RunEnd } from './run-end.ts'

// How long a run may go on after its signal aborted, before it is left to itself.
const ABORT_GRACE_MS = 2_000

/** Runs a claimed task until it ends, waits for a person, or `drain` asks for a stop at the next good place. */
export type RunTask = (
  task: ClaimedTask,
  options: { readonly signal: AbortSignal; readonly drain: AbortSignal },
) => Promise<RunEnd>

export interface JobParts {
  readonly workerId: string
  readonly store: Pick<TaskStore, 'claim' | 'settle' | 'wait' | 'release' | 'watchCancel'>
  readonly run: RunTask
  readonly log: Logger
}

interface Stops {
  /** Aborts when the job is to be given up. */
  readonly lease: AbortSignal
  readonly drain: AbortSignal
  readonly hardStop: AbortSignal
}

/** Claims the task of a job, runs it and settles it. What it throws is for the queue to try again. */
export async function workOnJob(parts: JobParts, job: Job, stops: Stops): Promise<JobEnd> {
  const task = await parts.store.claim(job.taskId, parts.workerId)
  if (!task) return 'done'
  const log = parts.log.child({ task_id: job.taskId, worker_id: parts.workerId })
  log.info({ recovered: task.recovered, turn: job.turn }, 'task.claimed')
  const { signal, release } = limitRun(task, { store: parts.store, ...stops })
  try {
    const end = await runBounded(parts.run, task, signal, stops.drain)
    return await settleEnd({ ...parts, log }, task, end, signal)
  } catch (error) {
    return await settleFault({ ...parts, log }, task, signal.aborted ? signal.reason : error, signal)
  } finally {
    release()
  }
}

async function runBounded(run: RunTask, task: ClaimedTask, signal: AbortSignal, drain: AbortSignal): Promise<RunEnd> {
  const ended = new AbortController()
  try {
    return await Promise.race([run(task, { signal, drain }), overrun(signal, ended.signal)])
  } finally {
    ended.abort()
  }
}

/** Throws the reason of `signal` some time after it aborted. Never resolves; after `ended` it is nobody's. */
async function overrun(signal: AbortSignal, ended: AbortSignal): Promise<never> {
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true, signal: ended }))
  }
  await sleep(ABORT_GRACE_MS, undefined, { signal: ended })
  throw signal.reason
}

async function settleEnd(parts: JobParts, task: ClaimedTask, end: RunEnd, signal: AbortSignal): Promise<JobEnd> {
  const isCompleted = end.kind === 'ended' && end.outcome.status === 'completed'
  // What a run makes of an abort says little: a failure that the abort caused is not the task's.
  if (signal.aborted && !isCompleted) {
    return settleFault(parts, task, signal.reason, signal, end.kind === 'ended' ? end.outcome.result : null)
  }
  switch (end.kind) {
    case 'ended':
      return settle(parts, task, end.outcome)
    case 'waiting':
      await parts.store.wait(task.taskId, task.fence, end.interrupt)
      parts.log.info({ interrupt_id: end.interrupt.id }, 'task.waiting')
      return 'done'
    case 'drained':
      await parts.store.release(task.taskId, task.fence)
      parts.log.info({}, 'task.drained')
      return 'again'
    case 'parked':
      await parts.store.release(task.taskId, task.fence, end.seconds)
      parts.log.info({ seconds: end.seconds }, 'task.waits_for_arm')
      return { againInMs: end.seconds * 1_000 }
  }
}

async function settleFault(
  parts: JobParts,
  task: ClaimedTask,
  error: unknown,
  signal: AbortSignal,
  result: TaskOutcome['result'] = null,
): Promise<'done' | 'again'> {
  if (!(error instanceof Fault) || error.code === 'DATABASE_UNAVAILABLE') {
    await parts.store.release(task.taskId, task.fence).catch(() => false) // the database may be what failed
    throw error
  }
  switch (error.code) {
    case 'LEASE_LOST':
      parts.log.info({}, 'task.given_up')
      // Told by a refused write, there is a later claim, with a job of its own. Told by our signal, the job goes back.
      if (!signal.aborted) return 'done'
      await parts.store.release(task.taskId, task.fence)
      return 'again'
    case 'TASK_CANCELLED':
      parts.log.info({}, 'task.cancelled')
      count('tasks', { status: 'cancelled', priority: task.contract.priority })
      return 'done'
    default:
      return settle(parts, task, { status: 'failed', fault: toFaultRecord(error), result })
  }
}

async function settle({ store, log }: JobParts, task: ClaimedTask, outcome: TaskOutcome): Promise<'done'> {
  if (!(await store.settle(task.taskId, task.fence, outcome))) {
    log.info({}, 'task.given_up')
    return 'done'
  }
  const { status } = outcome
  const labels = { status, priority: task.contract.priority }
  count('tasks', labels)
  observe('taskDuration', (Date.now() - task.submittedAt) / 1_000, labels)
  if (outcome.status === 'failed') {
    count('errors', { code: outcome.fault.code })
    log.warn({ code: outcome.fault.code, reason: outcome.fault.message }, 'task.failed')
  } else log.info({ confidence: outcome.result.confidence }, 'task.completed')
  return 'done'
}
