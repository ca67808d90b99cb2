import type { ApprovalRequest } from '../contracts/approval.ts'
import type { TaskOutcome } from '../contracts/task.ts'

/**
 * How one run of a task ended: with an outcome, with a question to a person, or early: because the worker stops, or because
 * a step waits for an arm that is down.
 */
export type RunEnd =
  | { readonly kind: 'ended'; readonly outcome: TaskOutcome }
  | { readonly kind: 'waiting'; readonly interrupt: { readonly id: string; readonly request: ApprovalRequest } }
  | { readonly kind: 'drained' }
  | { readonly kind: 'parked'; readonly seconds: number }
