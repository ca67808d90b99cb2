import type { ApprovalAnswer, ApprovalRequest } from '../contracts/approval.ts'
import type { TaskEvent, TaskEventBody } from '../contracts/event.ts'
import type { FaultRecord } from '../contracts/fault.ts'
import type { Priority, Task, TaskContract, TaskOutcome, TaskResult, TaskStatus } from '../contracts/task.ts'
import type { TaskTrace } from '../contracts/trace.ts'
import type { SealedTokens } from '../reflex/token-vault.ts'

export interface Submission {
  readonly contract: TaskContract
  /** Events to write right after `task.submitted`, such as what the reflex layer redacted. */
  readonly events?: readonly TaskEventBody[]
  /** The tokens in these texts, sealed for the task of that id. */
  readonly sealTokens?: (taskId: string) => SealedTokens | null
  /** `Idempotency-Key` and a digest of the request's body. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: string }
}

export interface ClaimedTask {
  readonly taskId: string
  readonly contract: TaskContract
  /** Goes with every write of this run; a later claim makes it stale. */
  readonly fence: number
  /** Whether an earlier worker had it in hand and did not come to an end. */
  readonly recovered: boolean
  /**
   * The answer a person gave, to be handed to the interrupt of that id; null when none is due. Every claim has it until
   * the task waits again or ends, so a worker that dies on the way loses no answer.
   */
  readonly resume: { readonly interruptId: string; readonly answer: ApprovalAnswer } | null
  /**
   * When the task's time is up, as milliseconds since the epoch: its time limit counts while a worker has it in hand, its
   * deadline from the submission; waiting for a person does not count.
   */
  readonly expiresAt: number
  /** Milliseconds since the epoch. */
  readonly submittedAt: number
}

export interface TaskFilter {
  readonly status?: TaskStatus
  readonly priority?: Priority
  readonly parentTaskId?: string
  readonly createdAfter?: string
  readonly createdBefore?: string
  /** Opaque, from an earlier page. */
  readonly cursor?: string
  /** 1–200; 50 when left out. */
  readonly limit?: number
}

export interface TaskPage {
  readonly tasks: readonly Task[]
  readonly nextCursor: string | null
}

export interface StoredResult {
  readonly resultId: string
  readonly result: TaskResult
  readonly confidence: number
  readonly createdAt: string
}

/**
 * Tasks, their results and their events. Every change of status is one statement that names the status it comes from,
 * and writes its event in the same transaction.
 */
export interface TaskStore {
  /** Inserts and enqueues in one transaction. `created: false` when the idempotency key was known; with another body it throws IDEMPOTENCY_MISMATCH. */
  submit(submission: Submission): Promise<{ readonly task: Task; readonly created: boolean }>
  find(taskId: string): Promise<Task | null>
  list(filter: TaskFilter): Promise<TaskPage>
  results(taskId: string): Promise<readonly StoredResult[]>
  /** Events with a `seq` above `after`, in order, at most `limit` (default 500). */
  events(taskId: string, after: number, limit?: number): Promise<readonly TaskEvent[]>
  /** Who did what of the task and why they; null when there is no such task. */
  trace(taskId: string): Promise<TaskTrace | null>
  /** Calls back (coalesced, no payload) when any event of the task may be new; returns the way to stop. */
  watch(taskId: string, onNews: () => void): () => void
  /** Cancels a task that has not ended; idempotent. `tokens` are those of the reason. Throws TASK_NOT_FOUND, TASK_ENDED (completed or failed). */
  cancel(taskId: string, reason: string | null, tokens?: SealedTokens | null): Promise<Task>
  /** Answers a waiting task and puts it in line again. `tokens` are those of the answer. Throws TASK_NOT_FOUND, TASK_NOT_WAITING. */
  resume(taskId: string, answer: ApprovalAnswer, tokens?: SealedTokens | null): Promise<Task>

  /** Takes a task for a run: raises the fence. Null when it has ended or is waiting for a person. */
  claim(taskId: string, workerId: string): Promise<ClaimedTask | null>
  /** Calls back when the task is cancelled or its fence goes stale; returns the way to stop. */
  watchCancel(taskId: string, fence: number, onCancel: () => void): () => void
  /** Ends the task, with its result row, if the fence still holds; false when it does not. */
  settle(taskId: string, fence: number, outcome: TaskOutcome): Promise<boolean>
  /** Leaves the task waiting for a person. */
  wait(taskId: string, fence: number, interrupt: { id: string; request: ApprovalRequest }): Promise<boolean>
  /**
   * Hands it back without an end, so that the next claim is no recovery; false when the fence no longer holds.
   * `waitsSeconds`: how long it is left alone before the next claim, which counts as its time.
   */
  release(taskId: string, fence: number, waitsSeconds?: number): Promise<boolean>
  /** Whether one of the last ten claims of the task finished a step: its workers died, and it is not to blame. */
  gotOn(taskId: string): Promise<boolean>
  /** Marks it failed without a run, for a job that is out of tries. */
  bury(taskId: string, fault: FaultRecord): Promise<void>
}
