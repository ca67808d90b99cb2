import { Fault } from '../contracts/fault.ts'
import type { Budget } from '../contracts/usage.ts'
import type { Spend } from '../model/model.ts'

export function budgetExceeded(asked: Spend, purpose: string, left: Budget): Fault {
  return new Fault(
    'BUDGET_EXCEEDED',
    `The budget does not allow the next call ("${purpose}"): it may need ${describe(asked.costUsd, asked.tokens)}, and ` +
      `${describe(left.maxCostUsd, left.maxTokens)} are left. Raise budget.max_cost_usd or budget.max_tokens.`,
  )
}

export function overspent(spent: Spend, purpose: string): Fault {
  return new Fault(
    'BUDGET_EXCEEDED',
    `The budget is used up: "${purpose}" has cost ${describe(spent.costUsd, spent.tokens)} that were not reserved before. ` +
      'Raise budget.max_cost_usd or budget.max_tokens.',
  )
}

function describe(costUsd: number, tokens: number): string {
  return `${Number(costUsd.toFixed(6))} USD and ${tokens} tokens`
}

export function leaseLost(taskId: string): Fault {
  return new Fault('LEASE_LOST', `Task ${taskId} was cancelled, has ended, or another worker has taken it over.`)
}
