import type { Usage } from '../contracts/usage.ts'
import type { Meter, Spend } from '../model/model.ts'

const ROUNDING_USD = 1e-9

export interface Tally extends Meter {
  /** A new attempt begins; what earlier ones still settle is not counted for it. */
  begin(): void
  /** What the attempt says it has cost beyond what went through this meter; null when that is nothing. */
  beyond(usage: Usage): Spend | null
}

/** The meter of a task for one arm, which keeps count of what goes through it in each attempt. */
export function tallySpending(meter: Meter): Tally {
  let metered = { costUsd: 0, tokens: 0 }
  return {
    begin() {
      metered = { costUsd: 0, tokens: 0 }
    },
    async reserve(worstCase, purpose) {
      const own = metered
      const reservation = await meter.reserve(worstCase, purpose)
      let isSettled = false
      return {
        async settle(actual) {
          await reservation.settle(actual)
          if (isSettled) return
          isSettled = true
          own.costUsd += actual.costUsd
          own.tokens += actual.tokens
        },
      }
    },
    beyond({ costUsd, tokens }) {
      const extra = { costUsd: Math.max(0, costUsd - metered.costUsd), tokens: Math.max(0, tokens - metered.tokens) }
      return extra.costUsd > ROUNDING_USD || extra.tokens > 0 ? extra : null
    },
  }
}
