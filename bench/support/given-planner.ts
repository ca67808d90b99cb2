import { z } from 'zod'
import { Fault, invalidInput } from '../../src/contracts/fault.ts'
import { PlanStep } from '../../src/contracts/plan.ts'
import { assemblePlan, checkSteps } from '../../src/planner/check-plan.ts'
import type { Planner } from '../../src/planner/planner.ts'

/** A planner for tasks that bring their plan along as `context.plan`, a list of steps. It is checked like any other. */
export function createGivenPlanner(): Planner {
  return {
    async plan({ context, arms, budget }) {
      const given = z.array(PlanStep).safeParse(context['plan'])
      if (!given.success) throw invalidInput('PLAN_INVALID', 'context.plan is not a list of steps', given.error)
      const violations = checkSteps(given.data, { arms, budget })
      if (violations.length > 0) throw new Fault('PLAN_INVALID', violations.join(' '))
      return assemblePlan(given.data, { source: 'person' })
    },
  }
}
