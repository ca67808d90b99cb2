import { z } from 'zod'
import { Fault, invalidInput } from '../../src/contracts/fault.ts'
import { PlanStep } from '../../src/contracts/plan.ts'
import { assemblePlan, checkSteps } from '../../src/planner/check-plan.ts'
import type { Planner } from '../../src/planner/planner.ts'
import { BenchStep } from './bench-plan.ts'
import { SLEEP_ARM } from './sleep-arm.ts'

/** A planner for tasks that bring their plan along, as `context.plan`. The steps are checked like any others. */
export function createGivenPlanner(): Planner {
  return {
    async plan({ context, arms, budget }) {
      const given = z.array(BenchStep).safeParse(context['plan'])
      if (!given.success) throw invalidInput('PLAN_INVALID', 'context.plan is not a list of steps', given.error)
      const steps = given.data.map(toPlanStep)
      const violations = checkSteps(steps, { arms, budget })
      if (violations.length > 0) throw new Fault('PLAN_INVALID', violations.join(' '))
      return assemblePlan(steps, { source: 'person' })
    },
  }
}

export function toPlanStep({ stepId, dependencies, ms }: BenchStep): PlanStep {
  return PlanStep.parse({
    stepId,
    action: `Sleep, and check step ${stepId}`,
    armId: SLEEP_ARM,
    dependencies,
    inputs: { ms },
    acceptanceCriteria: ['it slept'],
    estimatedDuration: ms / 1_000,
  })
}
