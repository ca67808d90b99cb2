import type { StepRecord } from '../contracts/step.ts'

/**
 * Who waits for whom in one round of one task. LangGraph's supersteps are barriers: a step of the next level would wait
 * for the whole level before it. Here all steps of a round run in one superstep and each waits, in this process, for just
 * its own dependencies. A record is handed on only after the journal has it.
 */
export interface ReadySet {
  /** The record of a step as soon as there is one; rejects when the step ended without one (interrupt, abort). */
  wait(stepId: number): Promise<StepRecord>
  settle(record: StepRecord): void
  fail(stepId: number, error: unknown): void
  /** Runs `load` once per round: fills in what earlier processes finished. */
  restore(load: () => Promise<readonly StepRecord[]>): Promise<ReadonlyMap<number, StepRecord>>
}

/** The ready set of a round, shared by its arm nodes. `superstep` is an object that lives as long as their superstep. */
export function readySetOf(superstep: object, key: string): ReadySet {
  const sets = setsBySuperstep.get(superstep) ?? new Map<string, ReadySet>()
  setsBySuperstep.set(superstep, sets)
  const known = sets.get(key) ?? createReadySet()
  sets.set(key, known)
  return known
}

const setsBySuperstep = new WeakMap<object, Map<string, ReadySet>>()

function createReadySet(): ReadySet {
  const cells = new Map<number, PromiseWithResolvers<StepRecord>>()
  let restored: Promise<ReadonlyMap<number, StepRecord>> | undefined

  const cellOf = (stepId: number) => {
    const known = cells.get(stepId)
    if (known) return known
    const cell = Promise.withResolvers<StepRecord>()
    cell.promise.catch(() => {}) // a step without dependants has nobody to tell
    cells.set(stepId, cell)
    return cell
  }

  return {
    wait: (stepId) => cellOf(stepId).promise,
    settle: (record) => cellOf(record.stepId).resolve(record),
    fail: (stepId, error) => cellOf(stepId).reject(error),
    restore(load) {
      restored ??= load().then((records) => {
        for (const record of records) cellOf(record.stepId).resolve(record)
        return new Map(records.map((record) => [record.stepId, record]))
      })
      return restored
    },
  }
}
