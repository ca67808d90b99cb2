import type { ArmHealth } from '../../contracts/arm.ts'

/** What an arm's last calls say of it. */
export interface ArmWindow {
  record(ok: boolean, latencyMs: number): void
  /** Of the calls alone: healthy below 1 % errors, degraded up to 5 % or above 3 s on average, else unavailable. */
  health(): ArmHealth
}

const WINDOW_MS = 60_000
const MAX_CALLS = 1_000
// Below this one failure would be 5 % or more; the breaker looks after arms that are seldom called.
const LEAST_CALLS = 20
const SLOW_MS = 3_000
const HEALTHY_BELOW = 0.01
const UNAVAILABLE_ABOVE = 0.05

interface Call {
  readonly at: number
  readonly ok: boolean
  readonly latencyMs: number
}

/** Remembers the calls of the last minute. An arm that nobody calls any more has nothing against it after that. */
export function createArmWindow({ now = Date.now }: { now?: () => number } = {}): ArmWindow {
  let calls: Call[] = []
  return {
    record(ok, latencyMs) {
      calls.push({ at: now(), ok, latencyMs })
      if (calls.length > MAX_CALLS) calls = calls.slice(-MAX_CALLS)
    },
    health() {
      const since = now() - WINDOW_MS
      calls = calls.filter(({ at }) => at > since)
      const errors = calls.filter(({ ok }) => !ok).length / calls.length
      if (calls.length >= LEAST_CALLS && errors > UNAVAILABLE_ABOVE) return 'unavailable'
      if (calls.length >= LEAST_CALLS && errors >= HEALTHY_BELOW) return 'degraded'
      return averageOf(calls) > SLOW_MS ? 'degraded' : 'healthy'
    },
  }
}

function averageOf(calls: readonly Call[]): number {
  const good = calls.filter(({ ok }) => ok)
  return good.length === 0 ? 0 : good.reduce((sum, { latencyMs }) => sum + latencyMs, 0) / good.length
}
