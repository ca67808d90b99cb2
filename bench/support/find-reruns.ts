import type { RunLogLine } from './sleep-arm.ts'

export interface JournalRow {
  readonly task_id: string
  readonly step_id: number
  /** Milliseconds since the epoch, by the database's clock, which is this machine's. */
  readonly finished_at: number
}

export interface Reruns {
  /** Starts after the journal had the step as finished. */
  readonly afterFinished: number
  /** Starts beyond a step's first, before it was finished: its worker had died. */
  readonly interrupted: number
  /** Of these, those whose earlier run had come to its end. */
  readonly unrecorded: number
}

/** Compares what arms did with what the journal says was finished. */
export function findReruns(log: readonly RunLogLine[], journal: readonly JournalRow[]): Reruns {
  const keyOf = (taskId: string, stepId: number) => `${taskId}/${stepId}`
  const finishedAt = new Map(journal.map((row) => [keyOf(row.task_id, row.step_id), row.finished_at]))
  const bySteps = Map.groupBy(log, ({ taskId, stepId }) => keyOf(taskId, stepId))
  const counted = { afterFinished: 0, interrupted: 0, unrecorded: 0 }
  for (const [key, lines] of bySteps) {
    const starts = lines.filter(({ mark }) => mark === 'start')
    const late = starts.filter(({ at }) => at > (finishedAt.get(key) ?? Number.POSITIVE_INFINITY)).length
    const ends = lines.filter(({ mark }) => mark === 'end').length
    counted.afterFinished += late
    counted.interrupted += starts.length - 1 - late
    counted.unrecorded += Math.max(0, ends - 1 - late)
  }
  return counted
}
