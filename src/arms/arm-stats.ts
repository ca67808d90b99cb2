import type { ArmHealth } from '../contracts/arm.ts'
import type { ArmChange, ArmRecord, ArmReport, SharedArmRecords } from '../contracts/arm-record.ts'
import {
  AGED,
  applyChange,
  changeBy,
  fadedTo,
  joinChanges,
  NO_CHANGE,
  NO_RECORD,
  successOf,
  weightOf,
} from './arm-record.ts'

/** What is known of how an arm has done. */
export interface ArmStats {
  /** 0–1, recent calls counting most; null when it has never been called. */
  readonly successRate: number | null
  /** How many calls the record is worth; fades with time and with every step the arm could have done. */
  readonly calls: number
  /** Of successful calls; null when there was none. */
  readonly averageLatencyMs: number | null
  /** Steps in hand, in all processes as far as known, waiting for a place included. */
  readonly inFlight: number
  readonly health: ArmHealth
}

/** Where the router reads; a snapshot of what is kept elsewhere fits it too. */
export interface ArmStatsSource {
  of(armId: string): ArmStats
}

export interface ArmStatsBook extends ArmStatsSource {
  record(armId: string, call: { readonly ok: boolean; readonly latencyMs: number }): void
  /** A step was routed that these arms could do: the record of each fades a little, whichever of them got it. */
  routed(armIds: readonly string[]): void
  /** A step is in hand until what this gives back is called. */
  begin(armId: string): () => void
  /** An arm nothing was said of is healthy. */
  setHealth(armId: string, health: ArmHealth): void
}

/** A book whose changes can be handed on, and which takes in what others know. */
export interface HandedBook extends ArmStatsBook {
  /** Whether something changed since the last report, or is in hand. */
  isBusy(): boolean
  /** What changed since the last report. */
  report(): ArmReport
  /** What came of a report: what all know by now, or null when it could not be handed on and goes with the next. */
  took(report: ArmReport, shared: SharedArmRecords | null): void
}

interface Entry {
  record: ArmRecord
  isKnown: boolean
  change: ArmChange | null
  here: number
  elsewhere: number
  health: ArmHealth
}

/**
 * The record of this process. The weight of a call fades with time and with the steps routed after it, and every rate
 * starts from one imagined success and one imagined failure: one bad call does not condemn an arm, and an old record
 * fades to 0.5, the score of an unknown one. `now` is in milliseconds.
 */
export function createArmStats({ now = Date.now }: { now?: () => number } = {}): HandedBook {
  const entries = new Map<string, Entry>()

  function entryOf(armId: string): Entry {
    const known = entries.get(armId)
    if (known) return known
    const entry: Entry = { record: NO_RECORD, isKnown: false, change: null, here: 0, elsewhere: 0, health: 'healthy' }
    entries.set(armId, entry)
    return entry
  }

  function apply(entry: Entry, change: ArmChange): void {
    entry.record = applyChange(fadedTo(now(), entry.record), change)
    entry.change = joinChanges(entry.change ?? NO_CHANGE, change)
  }

  return {
    of(armId) {
      const { record, isKnown, here, elsewhere, health } = entryOf(armId)
      const faded = fadedTo(now(), record)
      return {
        successRate: isKnown ? successOf(faded) : null,
        calls: weightOf(faded),
        averageLatencyMs: record.latencyMs,
        inFlight: here + elsewhere,
        health,
      }
    },
    record(armId, call) {
      const entry = entryOf(armId)
      apply(entry, changeBy(call, fadedTo(now(), entry.record)))
      entry.isKnown = true
    },
    routed(armIds) {
      for (const entry of armIds.map(entryOf)) if (entry.isKnown) apply(entry, AGED)
    },
    begin(armId) {
      const entry = entryOf(armId)
      let isDone = false
      entry.here += 1
      return () => {
        if (!isDone) entry.here -= 1
        isDone = true
      }
    },
    setHealth(armId, health) {
      entryOf(armId).health = health
    },
    isBusy: () => [...entries.values()].some(({ change, here }) => change !== null || here > 0),
    report: () => takeReport(entries),
    took(report, shared) {
      if (shared) takeIn(shared, entries, entryOf)
      else giveBack(report, entryOf)
    },
  }
}

function takeReport(entries: ReadonlyMap<string, Entry>): ArmReport {
  const changes = new Map<string, ArmChange>()
  for (const [armId, entry] of entries) {
    if (entry.change) changes.set(armId, entry.change)
    entry.change = null
  }
  return { changes, inFlight: new Map([...entries].map(([armId, { here }]) => [armId, here])) }
}

/** What happened here since the report is not yet in what came back. */
function takeIn({ records, inFlightElsewhere }: SharedArmRecords, entries: Map<string, Entry>, of: EntryOf): void {
  for (const [armId, record] of records) {
    const entry = of(armId)
    entry.record = applyChange(record, entry.change ?? NO_CHANGE)
    entry.isKnown = true
  }
  for (const entry of entries.values()) entry.elsewhere = 0
  for (const [armId, inFlight] of inFlightElsewhere) of(armId).elsewhere = inFlight
}

type EntryOf = (armId: string) => Entry

function giveBack({ changes }: ArmReport, of: EntryOf): void {
  for (const [armId, change] of changes) {
    const entry = of(armId)
    entry.change = joinChanges(change, entry.change ?? NO_CHANGE)
  }
}
