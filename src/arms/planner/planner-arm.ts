import { z } from 'zod'
import type { ArmDescription } from '../../contracts/arm.ts'
import { Fault } from '../../contracts/fault.ts'
import { Plan } from '../../contracts/plan.ts'
import type { Budget } from '../../contracts/usage.ts'
import { toWire } from '../../contracts/wire.ts'
import type { Meter } from '../../model/model.ts'
import { type Arm, defineArm } from '../arm.ts'

/** What the arm needs of a planner. */
export interface SubPlanner {
  plan(
    request: {
      readonly goal: string
      readonly constraints: readonly string[]
      readonly context: Readonly<Record<string, unknown>>
      readonly acceptanceCriteria: readonly string[]
      readonly requiredCapabilities: readonly string[]
      readonly budget: Budget
      readonly arms: readonly ArmDescription[]
    },
    context: { readonly signal: AbortSignal; readonly meter: Meter },
  ): Promise<Plan>
}

interface PlannerArmParts {
  readonly planner: SubPlanner
  /** The arms a sub-plan may use. */
  readonly arms: () => readonly ArmDescription[]
  /** How deep plans may be nested: 1 means that a sub-plan has no planner step. Default 2. */
  readonly maxDepth?: number
}

const PlannerInput = z.object({
  goal: z.string().trim().min(10).max(10_000).optional().describe('What to plan; the action of the step if absent'),
})

const ARM_ID = 'planner'

/**
 * Plans a step that is itself complex, and gives the checked plan back without running it. A task that runs such a plan
 * says in its context how deep it is (`planning_depth`); a plan at the last depth is offered no planner, one below it is
 * refused with ARM_FAILED. Throws what the planner throws.
 */
export function createPlannerArm({ planner, arms, maxDepth = 2 }: PlannerArmParts): Arm {
  return defineArm({
    id: ARM_ID,
    name: 'Planner',
    version: '1.0.0',
    description: 'Breaks a step that is itself complex down into a plan of smaller steps, without running it.',
    capabilities: ['planning', 'task_decomposition', 'dependency_resolution', 'arm_selection', 'cost_estimation'],
    costTier: 2,
    inputSchema: PlannerInput,
    outputSchema: z.looseObject({ plan_id: z.string(), plan: z.array(z.record(z.string(), z.unknown())).min(1) }),
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: false,
    async execute({ goal }, { action, contract, acceptanceCriteria, budget, signal, meter }) {
      signal.throwIfAborted()
      const depth = depthOf(contract.context) + 1
      if (depth > maxDepth) throw tooDeep(maxDepth)
      const plan = await planner.plan(
        {
          goal: goal ?? action,
          constraints: contract.constraints,
          context: { ...contract.context, planning_depth: depth },
          acceptanceCriteria,
          requiredCapabilities: [],
          budget,
          arms: arms().filter(({ armId }) => depth < maxDepth || armId !== ARM_ID),
        },
        { signal, meter },
      )
      return {
        output: z.record(z.string(), z.unknown()).parse(toWire(Plan, plan)),
        confidence: plan.confidenceScore,
        usage: plan.usage,
        model: plan.model,
      }
    },
  })
}

const depthOf = (context: Readonly<Record<string, unknown>>) =>
  z.number().int().min(0).catch(0).parse(context['planning_depth'])

const tooDeep = (maxDepth: number) =>
  new Fault('ARM_FAILED', `Plans may be nested ${maxDepth} deep. Give this step to an arm that carries it out.`)
