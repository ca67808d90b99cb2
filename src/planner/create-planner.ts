import { Fault } from '../contracts/fault.ts'
import type { Plan } from '../contracts/plan.ts'
import { NO_USAGE } from '../contracts/usage.ts'
import type { Model } from '../model/model.ts'
import { count, observe } from '../telemetry/metrics.ts'
import { checkSteps } from './check-plan.ts'
import { askForPlan, type ModelPlanOptions } from './model-planner.ts'
import { planCacheKey } from './plan-cache.ts'
import { PROMPT_VERSION } from './plan-prompt.ts'
import type { PlanCache, Planner, PlanningContext, PlanningRequest } from './planner.ts'
import { planByRule } from './rule-planner.ts'
import { createInFlight } from './share-in-flight.ts'

export interface PlannerParts extends Partial<ModelPlanOptions> {
  /** Null: every plan is made by rule. */
  readonly model: Model | null
  /** Plans of the model are kept in it. Default: none. */
  readonly cache?: PlanCache
  /** Plan by rule when there is no model or it is down; otherwise that is a MODEL_UNAVAILABLE. Default true. */
  readonly degraded?: boolean
  /** Part of the cache key. */
  readonly promptVersion?: string
}

/** Plans from the cache, by the model, or by rule; whatever the way, the plan has been checked. */
export function createPlanner({
  model,
  cache,
  degraded = true,
  promptVersion = PROMPT_VERSION,
  minSteps = 3,
  maxSteps = 7,
  repairs = 2,
  maxTokens = 2_000,
  temperature = 0.3,
  timeoutMs = 30_000,
}: PlannerParts): Planner {
  const inFlight = createInFlight<Plan>(isPrivate)
  const optionsFor = (request: PlanningRequest): ModelPlanOptions => ({
    // What is left of a goal may be one step.
    minSteps: request.replan ? 1 : minSteps,
    maxSteps,
    repairs,
    maxTokens,
    temperature,
    timeoutMs,
  })

  const planWith = async (known: Model, request: PlanningRequest, context: PlanningContext): Promise<Plan> => {
    const options = optionsFor(request)
    if (request.replan) return askForPlan(known, request, options, context)
    const key = planCacheKey(request, { model: known.name, promptVersion, minSteps, maxSteps })
    const cached = await readCache(cache, key, request, options)
    if (cached) return toCached(cached, request)
    const work = async () => {
      const plan = await askForPlan(known, request, options, context)
      await cache?.put(key, plan)
      return plan
    }
    const { result, isShared } = await inFlight.run(key, work, context.signal)
    if (!isShared) return result
    return holdsFor(result, request, options) ? toCached(result, request) : work()
  }

  const planAnyhow = async (request: PlanningRequest, context: PlanningContext): Promise<Plan> => {
    try {
      if (model) return await planWith(model, request, context)
    } catch (error) {
      if (!degraded || !(error instanceof Fault) || error.code !== 'MODEL_UNAVAILABLE') throw error
    }
    if (!degraded) throw new Fault('MODEL_UNAVAILABLE', 'There is no model to plan with: configure one.')
    return planByRule(request, { hasModel: model !== null })
  }

  return {
    async plan(asked, context = {}) {
      const startedAt = performance.now()
      context.signal?.throwIfAborted()
      const request = narrowArms(asked)
      refuseImpossible(request)
      const plan = await planAnyhow(request, context)
      const seconds = (performance.now() - startedAt) / 1000
      count('planRequests', { source: plan.source })
      observe('planDuration', seconds, { source: plan.source })
      return plan
    },
  }
}

// Whoever made the one call may be aborted or run out of money; that says nothing about the others who wait for it.
function isPrivate(error: unknown): boolean {
  return !(error instanceof Fault) || error.code === 'BUDGET_EXCEEDED' || error.code === 'LEASE_LOST'
}

async function readCache(
  cache: PlanCache | undefined,
  key: string,
  request: PlanningRequest,
  options: ModelPlanOptions,
): Promise<Plan | null> {
  if (!cache) return null
  const plan = await cache.get(key)
  const isHit = plan !== null && holdsFor(plan, request, options)
  count(isHit ? 'planCacheHits' : 'planCacheMisses')
  return isHit ? plan : null
}

// The key says nothing of the budget: a plan made for a larger one does not hold for this request.
function holdsFor(plan: Plan, request: PlanningRequest, { minSteps, maxSteps }: ModelPlanOptions): boolean {
  return checkSteps(plan.steps, { ...request, minSteps, maxSteps }).length === 0
}

function toCached(plan: Plan, request: PlanningRequest): Plan {
  const own = { planId: crypto.randomUUID(), usage: NO_USAGE, requestId: request.requestId ?? null }
  return { ...structuredClone(plan), ...own, source: 'cache' }
}

/** `context.available_arms`, a list of ids, leaves only those on offer. */
function narrowArms(request: PlanningRequest): PlanningRequest {
  const available = request.context['available_arms']
  if (!Array.isArray(available)) return request
  return { ...request, arms: request.arms.filter((arm) => available.includes(arm.armId)) }
}

/** What no plan can do is said before a model is paid to find out. */
function refuseImpossible({ arms, requiredCapabilities }: PlanningRequest): void {
  const offered = new Set(arms.flatMap((arm) => arm.capabilities))
  const missing = requiredCapabilities.filter((capability) => !offered.has(capability))
  const violations = [
    ...(arms.length === 0 ? ['There is no arm on offer.'] : []),
    ...missing.map((capability) => `No arm on offer has the required capability "${capability}".`),
  ]
  if (violations.length === 0) return
  const errors = violations.map((message) => ({ path: 'required_capabilities', message }))
  throw new Fault('PLAN_INVALID', violations.join(' '), { errors })
}
