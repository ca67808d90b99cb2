/**
 * How an arm has done: a record that fades. `successes` and `failures` are weights, not whole numbers; `recent` holds the
 * last outcomes, oldest first, "1" for a success and "0" for a failure.
 */
export interface ArmRecord {
  readonly successes: number
  readonly failures: number
  /** Of successful calls; null when there was none. */
  readonly latencyMs: number | null
  readonly recent: string
  /** Milliseconds since the epoch of the last change: it fades from there. */
  readonly at: number
}

/**
 * What calls made of a record: `keep` of its weights stays and the rest is added, so changes of many processes may be
 * applied one after another, in any order, and none is lost.
 */
export interface ArmChange {
  /** 0–1; 0 when everything before is forgotten. */
  readonly keep: number
  readonly successes: number
  readonly failures: number
  readonly keepLatency: number
  readonly addedLatencyMs: number
  readonly recent: string
}

/** What one process tells of its arms, by their ids. */
export interface ArmReport {
  readonly changes: ReadonlyMap<string, ArmChange>
  /** Steps in hand, waiting for a place included. */
  readonly inFlight: ReadonlyMap<string, number>
}

/** What is known of all arms: their records, and what other processes have in hand. */
export interface SharedArmRecords {
  readonly records: ReadonlyMap<string, ArmRecord>
  readonly inFlightElsewhere: ReadonlyMap<string, number>
}

/** Where processes share what they know of arms. */
export interface ArmRecordStore {
  /** Tells what happened here and learns what is known by all. A report that was not taken is reported again. */
  exchange(report: ArmReport): Promise<SharedArmRecords>
}
