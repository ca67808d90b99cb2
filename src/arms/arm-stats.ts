import type { ArmHealth } from '../contracts/arm.ts'

/** What is known of how an arm has done. */
export interface ArmStats {
  /** 0–1, recent calls counting most; null when it has never been called. */
  readonly successRate: number | null
  /** Of successful calls; null when there was none. */
  readonly averageLatencyMs: number | null
  readonly health: ArmHealth
}

/** Where the router reads; a snapshot of what is kept elsewhere fits it too. */
export interface ArmStatsSource {
  of(armId: string): ArmStats
}

export interface ArmStatsBook extends ArmStatsSource {
  record(armId: string, call: { readonly ok: boolean; readonly latencyMs: number }): void
  /** An arm nothing was said of is healthy. */
  setHealth(armId: string, health: ArmHealth): void
}

const HALF_LIFE_MS = 3_600_000
// Share of the newest call in the moving average of latency.
const LATENCY_WEIGHT = 0.1

/**
 * The record of this process. A call's weight halves every hour, and every rate starts from one imagined success and one
 * imagined failure: one bad call does not condemn an arm, and an old record fades to 0.5, the score of an unknown one.
 */
export function createArmStats({ now = Date.now }: { now?: () => number } = {}): ArmStatsBook {
  const records = new Map<string, CallRecord>()
  const healthOf = new Map<string, ArmHealth>()

  return {
    of(armId) {
      const record = records.get(armId)
      const { successes, failures } = record ? decayed(record, now()) : NO_CALLS
      return {
        successRate: record ? (successes + 1) / (successes + failures + 2) : null,
        averageLatencyMs: record?.latencyMs ?? null,
        health: healthOf.get(armId) ?? 'healthy',
      }
    },
    record(armId, { ok, latencyMs }) {
      const at = now()
      const earlier = decayed(records.get(armId) ?? NO_CALLS, at)
      records.set(armId, {
        successes: earlier.successes + (ok ? 1 : 0),
        failures: earlier.failures + (ok ? 0 : 1),
        latencyMs: ok ? averaged(earlier.latencyMs, latencyMs) : earlier.latencyMs,
        at,
      })
    },
    setHealth(armId, health) {
      healthOf.set(armId, health)
    },
  }
}

interface CallRecord {
  readonly successes: number
  readonly failures: number
  readonly latencyMs: number | null
  readonly at: number
}

const NO_CALLS: CallRecord = { successes: 0, failures: 0, latencyMs: null, at: 0 }

function decayed(record: CallRecord, at: number): CallRecord {
  const factor = 0.5 ** ((at - record.at) / HALF_LIFE_MS)
  return { ...record, successes: record.successes * factor, failures: record.failures * factor }
}

const averaged = (average: number | null, latest: number) =>
  average === null ? latest : average + LATENCY_WEIGHT * (latest - average)
