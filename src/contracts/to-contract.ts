import { z } from 'zod'
import { TaskContract, type TaskRequest } from './task.ts'
import { Budget } from './usage.ts'

// Names under which `constraints` given as an object speak of the budget.
const BUDGET_NAMES: Readonly<Record<string, keyof Budget>> = {
  max_time_seconds: 'maxTimeSeconds',
  max_duration_seconds: 'maxTimeSeconds',
  max_cost_dollars: 'maxCostUsd',
  max_cost_usd: 'maxCostUsd',
  max_tokens: 'maxTokens',
}

/**
 * A request with every default filled in. Constraints given as an object are folded into the budget where they name a
 * limit (the stricter of the two wins) and become sentences otherwise; a deadline bounds the time limit. Throws a ZodError when a folded limit is out of
 * the budget's range.
 */
export function toContract({
  constraints = [],
  context = {},
  acceptanceCriteria = [],
  priority = 'medium',
  budget = {},
  deadlineSeconds = null,
  requiredCapabilities = [],
  parentTaskId = null,
  metadata = {},
  approval = 'never',
  goal,
}: TaskContractSource): TaskContract {
  const { limits, rules } = splitConstraints(constraints)
  return TaskContract.parse({
    goal,
    constraints: rules,
    context: typeof context === 'string' ? { text: context } : context,
    acceptanceCriteria,
    priority,
    budget: stricter(budget, limits, deadlineSeconds),
    deadlineSeconds,
    requiredCapabilities,
    parentTaskId,
    metadata,
    approval,
  })
}

type TaskContractSource = Omit<TaskRequest, 'deadlineSeconds' | 'parentTaskId'> & {
  readonly deadlineSeconds?: number | null | undefined
  readonly parentTaskId?: string | null | undefined
}

type Limits = { -readonly [Name in keyof Budget]?: unknown }

function splitConstraints(constraints: NonNullable<TaskRequest['constraints']>): { limits: Limits; rules: string[] } {
  if (Array.isArray(constraints)) return { limits: {}, rules: constraints }
  const limits: Limits = {}
  const rules: string[] = []
  for (const [name, value] of Object.entries(constraints)) {
    const limit = BUDGET_NAMES[name]
    if (limit) limits[limit] = value
    else rules.push(`${name.replaceAll('_', ' ')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  }
  return { limits, rules }
}

const Folded = z.object({
  maxCostUsd: Budget.shape.maxCostUsd.unwrap().optional(),
  maxTimeSeconds: Budget.shape.maxTimeSeconds.unwrap().optional(),
  maxTokens: Budget.shape.maxTokens.unwrap().optional(),
})

/** The budget with what is folded into it; a deadline bounds the time as well. */
function stricter(asked: NonNullable<TaskRequest['budget']>, limits: Limits, deadlineSeconds: number | null): Budget {
  const folded = Folded.parse(limits)
  const tightest = (...values: (number | null | undefined)[]) => {
    const given = values.filter((value) => typeof value === 'number')
    return given.length > 0 ? Math.min(...given) : undefined
  }
  return Budget.parse({
    maxCostUsd: tightest(asked.maxCostUsd, folded.maxCostUsd),
    maxTimeSeconds: tightest(asked.maxTimeSeconds, folded.maxTimeSeconds, deadlineSeconds),
    maxTokens: tightest(asked.maxTokens, folded.maxTokens),
  })
}
