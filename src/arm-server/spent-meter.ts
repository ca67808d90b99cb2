import { Fault } from '../contracts/fault.ts'
import type { Budget, Usage } from '../contracts/usage.ts'
import type { Meter, Spend } from '../model/model.ts'

export interface SpentMeter {
  readonly meter: Meter
  /** The usage an arm reports, or what it was seen to spend where that is more. */
  atLeast(usage: Usage): Usage
}

/**
 * What one call may spend on models: no more than the task had left when it was made. The caller's ledger has the last
 * word; it charges what the outcome's usage says.
 */
export function createSpentMeter({ maxCostUsd, maxTokens }: Pick<Budget, 'maxCostUsd' | 'maxTokens'>): SpentMeter {
  const taken = { costUsd: 0, tokens: 0 }
  const add = ({ costUsd, tokens }: Spend, sign: 1 | -1) => {
    taken.costUsd += sign * costUsd
    taken.tokens += sign * tokens
  }
  return {
    meter: {
      async reserve(worstCase, purpose) {
        if (taken.costUsd + worstCase.costUsd > maxCostUsd || taken.tokens + worstCase.tokens > maxTokens) {
          throw new Fault(
            'BUDGET_EXCEEDED',
            `The budget does not allow the next call ("${purpose}"). Raise budget.max_cost_usd or budget.max_tokens.`,
          )
        }
        add(worstCase, 1)
        let open = true
        return {
          async settle(actual) {
            if (!open) return
            open = false
            add(worstCase, -1)
            add(actual, 1)
          },
        }
      },
    },
    atLeast: ({ costUsd, tokens, seconds }) => ({
      costUsd: Math.max(costUsd, taken.costUsd),
      tokens: Math.max(tokens, taken.tokens),
      seconds,
    }),
  }
}
