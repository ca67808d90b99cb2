import { z } from 'zod'
import type { Delegate } from '../arms/arm.ts'
import { Fault } from '../contracts/fault.ts'
import { PlanStep } from '../contracts/plan.ts'
import { StepRecord } from '../contracts/step.ts'
import { ownStepId, parentStepId } from '../contracts/step-id.ts'
import type { StepTask } from '../graph/routes.ts'
import { assemblePlan } from '../planner/check-plan.ts'
import { guardPlan } from './guard-words.ts'
import type { Run } from './open-run.ts'
import type { RunStepParts } from './run-step.ts'
import { whyNotRun } from './why-not-run.ts'

/** How a step is run, or left out: handed in, because a step may have steps of its own in turn. */
export interface StepRunner {
  runStep(task: StepTask, dependencies: readonly StepRecord[], run: Run, parts: RunStepParts): Promise<StepRecord>
  skipStep(task: StepTask, run: Run, why: string): Promise<StepRecord>
}

interface Parent {
  readonly task: StepTask
  /** What each of its own steps is given, beside what it depends on. */
  readonly dependencies: readonly StepRecord[]
  readonly armId: string
  readonly run: Run
  readonly parts: RunStepParts
}

/**
 * Has a step's own steps run as steps of the task: each starts when its dependencies are done, is journaled, guarded and
 * paid for like any other. Which steps they are is journaled before the first of them starts, so that another worker goes
 * on with the same ones.
 */
export function delegateFor(parent: Parent, runner: StepRunner): Delegate {
  return async (make) => {
    const known = await finishedBelow(parent)
    const steps = await settledSteps(parent, known, make)
    checkAllowed(steps, parent)
    const records = await runAll(steps, known, parent, runner)
    return { steps, records: records.map((record) => ({ ...record, stepId: record.stepId - baseOf(parent.task) })) }
  }
}

// The journal's record of which steps they are has the id before theirs.
const baseOf = ({ step }: StepTask) => ownStepId(step.stepId, 0)

async function finishedBelow({ task, run }: Parent): Promise<ReadonlyMap<number, StepRecord>> {
  const own = (await run.ledger.finished()).filter(
    ({ round, stepId }) => round === task.round && parentStepId(stepId) === task.step.stepId,
  )
  return new Map(own.map((record) => [record.stepId, record]))
}

const Settled = z.object({ steps: z.array(PlanStep).min(1) })

async function settledSteps(
  { task, run, armId }: Parent,
  known: ReadonlyMap<number, StepRecord>,
  make: () => Promise<readonly PlanStep[]>,
): Promise<readonly PlanStep[]> {
  const base = baseOf(task)
  const settled = Settled.safeParse(known.get(base)?.output)
  if (settled.success) return settled.data.steps
  const startedAt = new Date().toISOString()
  const made = assemblePlan(await make(), { source: 'llm', rationale: '' })
  const { steps } = await run.guarded((reflex) => guardPlan(made, reflex))
  const record = {
    round: task.round,
    stepId: base,
    armId,
    action: `Divide step ${task.step.stepId}`,
    status: 'ok',
    output: { steps },
    confidence: 1,
    provenance: { armId, armVersion: '' },
    startedAt,
    finishedAt: new Date().toISOString(),
  }
  await run.ledger.finish(StepRecord.parse(record))
  return steps
}

/** Nobody has approved these steps: what a person would have to be asked about must stand in the plan itself. */
function checkAllowed(steps: readonly PlanStep[], { task, parts }: Parent): void {
  const { approval } = task.contract
  const acting = steps.find(({ armId }) => parts.arms.get(armId).actsOnWorld)
  if (acting && approval !== 'never') {
    throw refusal(`arm "${acting.armId}" acts on the world, and the task asks for approval of such steps`)
  }
  const cost = steps.reduce((sum, { estimatedCost }) => sum + estimatedCost, 0)
  if (cost > parts.approveAboveUsd) {
    throw refusal(`they are estimated at $${cost.toFixed(2)}, and plans above $${parts.approveAboveUsd} need approval`)
  }
}

const refusal = (why: string) =>
  new Fault('ARM_FAILED', `The steps of this step were not run: ${why}. Put them into the plan itself.`)

async function runAll(
  steps: readonly PlanStep[],
  known: ReadonlyMap<number, StepRecord>,
  parent: Parent,
  runner: StepRunner,
): Promise<StepRecord[]> {
  const base = baseOf(parent.task)
  const running = new Map<number, Promise<StepRecord>>()
  for (const step of steps) {
    const own = step.dependencies.map((id) => running.get(id) ?? Promise.reject(new TypeError(`No step ${id} before.`)))
    const record = known.get(base + step.stepId) ?? runWhenReady(toTask(step, parent), own, parent, runner)
    running.set(step.stepId, Promise.resolve(record))
  }
  // Those beside one that had to stop (a drain, an abort) come to their own end first.
  const ends = await Promise.allSettled(running.values())
  return ends.map((end) => {
    if (end.status === 'fulfilled') return end.value
    throw end.reason
  })
}

async function runWhenReady(
  task: StepTask,
  own: readonly Promise<StepRecord>[],
  { dependencies, armId, run, parts }: Parent,
  { runStep, skipStep }: StepRunner,
): Promise<StepRecord> {
  const finished = await Promise.all(own)
  const why = whyNotRun(task, finished)
  if (why !== null) return skipStep(task, run, why)
  return runStep(task, [...dependencies, ...finished], run, withPlaces(parts, armId))
}

// Whoever waits for its own steps holds a place already: were they to wait for one of the same, none would ever be free.
function withPlaces(parts: RunStepParts, armId: string): RunStepParts {
  return {
    ...parts,
    place: (wanted, signal, work) => (wanted === armId ? work() : parts.place(wanted, signal, work, { within: true })),
  }
}

/** `from_step` is the input that names a step: here one of the sub-plan. */
function withOwnIds(inputs: PlanStep['inputs'], base: number): PlanStep['inputs'] {
  const named = z.object({ from_step: z.number().int() }).safeParse(inputs)
  return named.success ? { ...inputs, from_step: base + named.data.from_step } : inputs
}

function toTask(step: PlanStep, { task }: Parent): StepTask {
  const base = baseOf(task)
  const depth = z.number().int().min(0).catch(0).parse(task.contract.context['planning_depth'])
  return {
    ...task,
    step: {
      ...step,
      stepId: base + step.stepId,
      dependencies: step.dependencies.map((id) => base + id),
      inputs: withOwnIds(step.inputs, base),
    },
    contract: { ...task.contract, context: { ...task.contract.context, planning_depth: depth + 1 } },
    kept: [],
    previous: null,
  }
}
