import { z } from 'zod'
import type { ArmDescription } from '../../contracts/arm.ts'
import { Fault } from '../../contracts/fault.ts'
import { Plan } from '../../contracts/plan.ts'
import type { ArmOutcomeInput } from '../../contracts/step.ts'
import { type Budget, NO_USAGE } from '../../contracts/usage.ts'
import { toWire } from '../../contracts/wire.ts'
import type { Meter } from '../../model/model.ts'
import { type Arm, type ArmContext, type DependencyOutput, defineArm } from '../arm.ts'
import { sampleOf } from '../coder/quote-data.ts'
import { gather } from './gather.ts'

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
  /** How many steps a sub-plan may have. Default 7. */
  readonly maxSteps?: number
}

const PlannerInput = z.object({
  goal: z.string().trim().min(10).max(10_000).optional().describe('What to plan; the action of the step if absent'),
  run: z.boolean().default(true).describe('false: plan only, and run nothing'),
})
type PlannerInput = z.infer<typeof PlannerInput>

const PlannerOutput = z.looseObject({
  plan: z.array(z.record(z.string(), z.unknown())).min(1),
  results: z
    .array(z.looseObject({ step_id: z.number(), arm_id: z.string(), status: z.string() }))
    .nullable()
    .describe('What came of each step of the sub-plan; null when it was not run'),
})

const ARM_ID = 'planner'
// It waits for its own steps, which have limits of their own; the task's time is the end of it.
const AN_HOUR_MS = 3_600_000

/**
 * Breaks a step that is itself complex down into a sub-plan and has its steps run, as steps of the task. The output has the
 * sub-plan, what came of each step, and beside them all that the last steps put out, so that a dependant finds `code` or
 * `answer` where it looks for them. With `run: false`, or where steps cannot be run for it, the plan is all there is.
 *
 * A sub-plan has at most `maxSteps` steps, and plans are nested at most `maxDepth` deep: at the last depth no planner is on
 * offer, below it the step is refused with ARM_FAILED. Where a person approves steps, no arm that acts on the world is on
 * offer. Throws what the planner throws, and ARM_FAILED or BUDGET_EXCEEDED when one of the steps did not succeed.
 */
export function createPlannerArm({ planner, arms, maxDepth = 2, maxSteps = 7 }: PlannerArmParts): Arm {
  async function planFor(goal: string | undefined, context: ArmContext): Promise<Plan> {
    const { action, contract, acceptanceCriteria, budget, signal, meter, feedback, dependencies } = context
    const depth = depthOf(contract.context) + 1
    if (depth > maxDepth) throw tooDeep(maxDepth)
    const request = {
      goal: goal ?? action,
      constraints: [...contract.constraints, ...feedback.map(({ message }) => `Found wanting before: ${message}`)],
      context: { ...contract.context, ...resultsOf(dependencies), planning_depth: depth },
      acceptanceCriteria,
      requiredCapabilities: [],
      budget,
      arms: arms().filter(
        ({ armId, actsOnWorld }) =>
          (depth < maxDepth || armId !== ARM_ID) && (contract.approval === 'never' || !actsOnWorld),
      ),
    }
    const plan = await planner.plan(request, { signal, meter })
    if (plan.steps.length > maxSteps) throw tooWide(plan.steps.length, maxSteps)
    return plan
  }

  return defineArm({
    id: ARM_ID,
    name: 'Planner',
    version: '2.0.0',
    description: 'Breaks a step that is itself complex down into smaller steps, and has them carried out.',
    capabilities: ['planning', 'task_decomposition', 'dependency_resolution', 'arm_selection', 'cost_estimation'],
    costTier: 2,
    inputSchema: PlannerInput,
    outputSchema: PlannerOutput,
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: false,
    timeoutMs: AN_HOUR_MS,
    async execute({ goal, run }: PlannerInput, context) {
      context.signal.throwIfAborted()
      if (!run || !context.delegate) return toOutcome(await planFor(goal, context))
      let made: Plan | undefined
      const { steps, records } = await context.delegate(async () => {
        made = await planFor(goal, context)
        return made.steps
      })
      return { ...gather(steps, records), usage: made?.usage ?? NO_USAGE, model: made?.model ?? null }
    },
  })
}

function toOutcome(plan: Plan): ArmOutcomeInput {
  const shown = z.record(z.string(), z.unknown()).parse(toWire(Plan, plan))
  const { confidenceScore: confidence, usage, model } = plan
  return { output: { ...shown, results: null }, confidence, usage, model }
}

/** What the steps of the sub-plan will be given, and how it begins. */
const resultsOf = (dependencies: readonly DependencyOutput[]) =>
  dependencies.length === 0
    ? {}
    : {
        results: dependencies.map(({ armId, action, output }) => ({ arm_id: armId, action, output: sampleOf(output) })),
      }

const depthOf = (context: Readonly<Record<string, unknown>>) =>
  z.number().int().min(0).catch(0).parse(context['planning_depth'])

const tooDeep = (maxDepth: number) =>
  new Fault('ARM_FAILED', `Plans may be nested ${maxDepth} deep. Give this step to an arm that carries it out.`)

const tooWide = (steps: number, maxSteps: number) =>
  new Fault('ARM_FAILED', `The sub-plan has ${steps} steps, and ${maxSteps} are allowed. Ask for less in one step.`)
