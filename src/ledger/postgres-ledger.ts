import type { TaskEventBody } from '../contracts/event.ts'
import { type NamedSql, prepared } from '../store/sql.ts'
import { appendEvent } from './append-event.ts'
import type { Ledger, RunIdentity, TaskLedger } from './ledger.ts'
import { charge, openBudget, readBudget, readSpending, reserve } from './reserve-budget.ts'
import type { RunWriter } from './run-writer.ts'
import { finishedSteps, finishStep, standingOf, startStep } from './step-journal.ts'

interface Parts {
  readonly pool: NamedSql
  /** Called after every write that came with an event. */
  readonly publish?: (taskId: string) => void
}

/**
 * The ledger of claimed tasks of the task store: each write is one statement that checks the fence and carries its event.
 * Its limits are those of the task's contract until `open` sets others. `forRun` needs the fence of the claim.
 */
export function createPostgresLedger({ pool, publish = () => {} }: Parts): Ledger {
  const sql = prepared(pool)
  return {
    forRun: ({ taskId, fence }: RunIdentity): TaskLedger => {
      if (fence === undefined) throw new TypeError('The Postgres ledger needs a fence: pass the one that claim() gave.')
      const run: RunWriter = { sql, taskId, fence }
      return {
        open: (budget) => openBudget(run, budget),
        finished: () => finishedSteps(run),
        standing: (round, stepId) => standingOf(run, round, stepId),
        async start(step) {
          await startStep(run, step)
          publish(taskId)
        },
        async finish(record) {
          await finishStep(run, record)
          publish(taskId)
        },
        reserve: (worstCase, purpose) => reserve(run, worstCase, purpose),
        charge: (spend, purpose) => charge(run, spend, purpose),
        spent: () => readSpending(run),
        remaining: () => readBudget(run),
        async emit(event: TaskEventBody) {
          await appendEvent(run, event)
          publish(taskId)
        },
      }
    },
  }
}
