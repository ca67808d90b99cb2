import type { TaskEventBody } from '../contracts/event.ts'
import type { FaultCode } from '../contracts/fault.ts'
import type { RoutingDecision } from '../contracts/routing.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { Budget, Usage } from '../contracts/usage.ts'
import type { Meter, Spend } from '../model/model.ts'

/** Which run of which task writes. A stale fence (another worker took over) is refused with `Fault('LEASE_LOST')`. */
export interface RunIdentity {
  readonly taskId: string
  /** Rises with each claim of the task; absent where only one process can run it (library use). */
  readonly fence?: number
}

export interface StepStart {
  readonly round: number
  readonly stepId: number
  readonly armId: string
  readonly action: string
  readonly attempt: number
  readonly idempotencyKey: string
  /** How the attempt before this one ended. */
  readonly after?: FaultCode | undefined
  /** Why the step goes to this arm, with its first attempt there: `step.routed` is written before `step.started`. */
  readonly routing?: RoutingDecision | undefined
}

/**
 * How a step stands when it is about to start:
 * - fresh: never started in this round, or an earlier attempt of this round ended with a retry
 * - finished: its result is committed; use it and do not run the step
 * - interrupted: an earlier process wrote its intent and no outcome: it may or may not have happened, by that arm
 */
export type StepStanding =
  | { readonly state: 'fresh' }
  | { readonly state: 'interrupted'; readonly armId: string }
  | { readonly state: 'finished'; readonly record: StepRecord }

/**
 * What has been done for one task and what it has cost. Everything that resolves is durable (in the Postgres
 * implementation: committed), and the matching event is written with it.
 */
export interface TaskLedger extends Meter {
  /** Records the limits. Idempotent; a later call with other limits changes nothing. */
  open(budget: Budget): Promise<void>
  /** Every finished step of every round, oldest first. */
  finished(): Promise<readonly StepRecord[]>
  /** How the step stands; writes nothing. */
  standing(round: number, stepId: number): Promise<StepStanding>
  /** Writes the intent (`step.started`). */
  start(step: StepStart): Promise<void>
  /** Commits the outcome (`step.finished`). A second outcome for the same round and step is ignored. */
  finish(record: StepRecord): Promise<void>
  /**
   * Adds what was spent without being reserved, such as by an arm that pays for itself. Throws BUDGET_EXCEEDED when more is
   * spent now than the budget has; what was spent is counted all the same.
   */
  charge(spend: Spend, purpose: string): Promise<void>
  /** Settled spending; seconds are those of finished steps. */
  spent(): Promise<Usage>
  /** Budget less what is spent and reserved. */
  remaining(): Promise<Budget>
  /** Appends an event; `task.phase` also moves the task's phase. */
  emit(event: TaskEventBody): Promise<void>
}

export interface Ledger {
  forRun(run: RunIdentity): TaskLedger
}
