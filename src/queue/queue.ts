import type { Priority } from '../contracts/task.ts'

/** A statement runner inside the caller's transaction. */
export interface Transaction {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

export interface Job {
  readonly taskId: string
  readonly priority: Priority
  /** Counts the times the task was put in line: 1 at submission, one more at every resume or retry. */
  readonly turn: number
}

/** What becomes of a job: nothing more, or its place in line again. */
export type JobEnd = 'done' | 'again' | { readonly againInMs: number }

export interface QueueDepth {
  readonly waiting: Readonly<Record<Priority, number>>
  readonly active: number
  readonly dead: number
}

/**
 * The line of tasks. At least once: a job whose worker died comes back within seconds, and one task is never handed to
 * two living workers. Which engine stands behind it nobody else knows.
 */
export interface Queue {
  start(): Promise<void>
  /** Puts a task in line as part of the caller's transaction. */
  enqueue(job: Job, transaction: Transaction): Promise<void>
  /** Tells idle workers of every process that something is in line; call after the commit. */
  wake(): void
  /**
   * Hands jobs to `handle`, `concurrency` at a time, until `signal` aborts; resolves when the jobs in hand are done.
   * `handle`'s signal aborts when the job is to be given up. It resolves with `done`, or with `again` to put the job back
   * at once without counting a try (a drain), or after so many milliseconds (`againInMs`). A handler that throws puts the job back with backoff; out of tries it is a
   * dead letter and `bury` is told.
   */
  work(
    handle: (job: Job, signal: AbortSignal) => Promise<JobEnd>,
    options: {
      readonly workerId: string
      readonly concurrency: number
      readonly signal: AbortSignal
      bury(job: Job): Promise<void>
      /** Whether a job that is out of tries got on in its last ones, so that it is worth more. Default: it did not. */
      gotOn?(job: Job): Promise<boolean>
    },
  ): Promise<void>
  depth(): Promise<QueueDepth>
  stop(): Promise<void>
}
