import type { ArmChange, ArmRecord } from '../contracts/arm-record.ts'

const HALF_LIFE_MS = 3_600_000
// Share of its weight that a record keeps when one more step is routed that its arm could do: 20 calls are what it is
// worth at most, so that an arm that has changed is soon seen as what it is.
const KEPT_PER_STEP = 0.95
// Share of the newest call in the moving average of latency.
const LATENCY_WEIGHT = 0.1
const RECENT = 10
const FEWEST_TO_COMPARE = 4
const FEWEST_EARLIER = 3
const TOO_UNLIKELY = 0.002

export const NO_RECORD: ArmRecord = { successes: 0, failures: 0, latencyMs: null, recent: '', at: 0 }

export const NO_CHANGE: ArmChange = {
  keep: 1,
  successes: 0,
  failures: 0,
  keepLatency: 1,
  addedLatencyMs: 0,
  recent: '',
}

/** One more step was routed that the arm could do. */
export const AGED: ArmChange = { ...NO_CHANGE, keep: KEPT_PER_STEP }

/** How many calls the record is worth. */
export const weightOf = ({ successes, failures }: ArmRecord) => successes + failures

/** 0–1; starts from one imagined success and one imagined failure, so that a single call condemns nobody. */
export const successOf = ({ successes, failures }: ArmRecord) => (successes + 1) / (successes + failures + 2)

/** The record as it has faded until `now`: half of its weight in an hour. */
export function fadedTo(now: number, record: ArmRecord): ArmRecord {
  const factor = 0.5 ** (Math.max(0, now - record.at) / HALF_LIFE_MS)
  return { ...record, successes: record.successes * factor, failures: record.failures * factor, at: now }
}

export function applyChange(record: ArmRecord, change: ArmChange): ArmRecord {
  const isTimed = change.keepLatency < 1
  return {
    ...record,
    successes: record.successes * change.keep + change.successes,
    failures: record.failures * change.keep + change.failures,
    latencyMs: isTimed ? (record.latencyMs ?? 0) * change.keepLatency + change.addedLatencyMs : record.latencyMs,
    recent: (record.recent + change.recent).slice(-RECENT),
  }
}

/** One change that does what both do, one after the other. */
export function joinChanges(first: ArmChange, second: ArmChange): ArmChange {
  return {
    keep: first.keep * second.keep,
    successes: first.successes * second.keep + second.successes,
    failures: first.failures * second.keep + second.failures,
    keepLatency: first.keepLatency * second.keepLatency,
    addedLatencyMs: first.addedLatencyMs * second.keepLatency + second.addedLatencyMs,
    recent: (first.recent + second.recent).slice(-RECENT),
  }
}

/** What one call makes of a record. When the last calls contradict it, what was before them is forgotten. */
export function changeBy({ ok, latencyMs }: { ok: boolean; latencyMs: number }, record: ArmRecord): ArmChange {
  const isFirstTime = record.latencyMs === null
  const change = {
    ...NO_CHANGE,
    successes: ok ? 1 : 0,
    failures: ok ? 0 : 1,
    recent: ok ? '1' : '0',
    ...(ok
      ? {
          keepLatency: isFirstTime ? 0 : 1 - LATENCY_WEIGHT,
          addedLatencyMs: isFirstTime ? latencyMs : LATENCY_WEIGHT * latencyMs,
        }
      : {}),
  }
  const after = applyChange(record, change)
  if (!isContradicted(after)) return change
  const successes = successesIn(after.recent)
  return { ...change, keep: 0, successes, failures: after.recent.length - successes }
}

const successesIn = (recent: string) => [...recent].filter((outcome) => outcome === '1').length

/**
 * Whether an arm with the success rate of before would hardly ever give what came last. Watching for a change and
 * starting anew is what Liu, Lee and Shroff (AAAI 2018) and Cao et al. (AISTATS 2019) do for piecewise-stationary bandits.
 */
function isContradicted({ successes, failures, recent }: ArmRecord): boolean {
  const last = successesIn(recent)
  const earlierSuccesses = Math.max(0, successes - last)
  const earlierFailures = Math.max(0, failures - (recent.length - last))
  if (recent.length < FEWEST_TO_COMPARE || earlierSuccesses + earlierFailures < FEWEST_EARLIER) return false
  const rate = (earlierSuccesses + 1) / (earlierSuccesses + earlierFailures + 2)
  const atMost = atMostSuccesses(last, recent.length, rate)
  const atLeast = atMostSuccesses(recent.length - last, recent.length, 1 - rate)
  return Math.min(atMost, atLeast) < TOO_UNLIKELY
}

/** Probability of at most `successes` among `calls`, each succeeding with probability `rate` (0 < rate < 1). */
function atMostSuccesses(successes: number, calls: number, rate: number): number {
  let term = (1 - rate) ** calls
  let sum = term
  for (let count = 1; count <= successes; count += 1) {
    term *= ((calls - count + 1) / count) * (rate / (1 - rate))
    sum += term
  }
  return sum
}
