import { createHash } from 'node:crypto'
import type { Plan } from '../contracts/plan.ts'
import { toCanonicalJson } from './canonical-json.ts'
import type { PlanCache, PlanningRequest } from './planner.ts'

export interface PlanKeyParts {
  readonly model: string
  readonly promptVersion: string
  readonly minSteps: number
  readonly maxSteps: number
}

/**
 * SHA-256 of everything a plan depends on: goal, constraints, context, criteria, required capabilities, arms on offer,
 * model, prompt version and number of steps. Not the budget: it differs by what a task has spent already, so a plan from
 * the cache is checked against it instead.
 */
export function planCacheKey(request: PlanningRequest, parts: PlanKeyParts): string {
  const { goal, constraints, context, acceptanceCriteria, requiredCapabilities } = request
  const arms = request.arms
    .map(({ armId, version, capabilities, inputSchema, costTier }) => ({
      armId,
      version,
      capabilities,
      inputSchema,
      costTier,
    }))
    .sort((left, right) => (left.armId < right.armId ? -1 : 1))
  const identity = { goal, constraints, context, acceptanceCriteria, requiredCapabilities, arms, ...parts }
  return createHash('sha256').update(toCanonicalJson(identity)).digest('hex')
}

export interface MemoryPlanCacheOptions {
  /** Default 24 hours. */
  readonly ttlMs?: number
  /** The oldest plan goes first. Default 1,000. */
  readonly maxEntries?: number
  readonly now?: () => number
}

const DAY_MS = 24 * 60 * 60 * 1000

export function createMemoryPlanCache({
  ttlMs = DAY_MS,
  maxEntries = 1_000,
  now = Date.now,
}: MemoryPlanCacheOptions = {}): PlanCache {
  const entries = new Map<string, { readonly plan: Plan; readonly expiresAt: number }>()
  return {
    async get(key) {
      const entry = entries.get(key)
      if (!entry || entry.expiresAt <= now()) return null
      return structuredClone(entry.plan)
    },
    async put(key, plan) {
      entries.delete(key)
      entries.set(key, { plan: structuredClone(plan), expiresAt: now() + ttlMs })
      const [oldest] = entries.keys()
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest)
    },
  }
}
