import { createHash } from 'node:crypto'
import type { ArmRegistry } from '../arms/arm-registry.ts'
import type { ArmStatsBook } from '../arms/arm-stats.ts'
import type { Router } from '../arms/route-step.ts'
import { Fault } from '../contracts/fault.ts'
import { StepRecord } from '../contracts/step.ts'
import type { StepTask } from '../graph/routes.ts'
import type { StepStanding } from '../ledger/ledger.ts'
import type { Model } from '../model/model.ts'
import { assemblePlan } from '../planner/check-plan.ts'
import type { Reflex } from '../reflex/reflex.ts'
import type { Logger } from '../telemetry/log.ts'
import { count } from '../telemetry/metrics.ts'
import { type ArmMemory, keepKnowledge } from './arm-memory.ts'
import { askPerson, withInstruction } from './ask-person.ts'
import type { Run, RunParts } from './open-run.ts'
import { type Ended, failed } from './try-arms.ts'
import { type ArmWaits, waitForArms } from './wait-for-arm.ts'

export interface RunStepParts extends RunParts {
  readonly arms: ArmRegistry
  readonly model: Model | null
  readonly stats: ArmStatsBook
  readonly log?: Logger | undefined
  readonly memory: ArmMemory
  /** The arms to try for a step, best first, and why. Throws `Fault` (ARM_UNKNOWN, ARM_UNAVAILABLE) when there is none. */
  readonly route: Router
  /** How a step waits when the arms that could do it are down; null: it fails. */
  readonly armWaits: ArmWaits | null
  /** A plan, or the steps of a step, estimated above this many US dollars need a person's approval. */
  readonly approveAboveUsd: number
  /**
   * Holds a place for a running step of that arm; waiting steps hold none. `within`: for a step whose own step holds one of
   * the process's places.
   */
  place<Result>(
    armId: string,
    signal: AbortSignal,
    work: () => Promise<Result>,
    options?: { readonly within?: boolean },
  ): Promise<Result>
}

/** Runs one step whose dependencies are done and commits its record. Interrupts when a person has to allow it. */
export async function runStep(
  task: StepTask,
  dependencies: readonly StepRecord[],
  run: Run,
  parts: RunStepParts,
): Promise<StepRecord> {
  const allowed = asksFirst(task, parts.arms) ? await run.guarded((reflex) => askAboutStep(task, reflex)) : task
  const ended = allowed ? await tryAllowed(allowed, dependencies, run, parts) : rejected()
  const record = toRecord(task, ended)
  if (ended.arm) await keepKnowledge(ended.arm, ended.outcome?.knowledge, run, parts)
  await commit(record, run)
  return record
}

/** Commits that a step was not run because of what it depends on. */
export async function skipStep(task: StepTask, run: Run, why: string): Promise<StepRecord> {
  const fault = new Fault('DEPENDENCY_FAILED', why)
  const record = { ...toRecord(task, failed(fault)), status: 'skipped' as const }
  await commit(record, run)
  return record
}

const rejected = () => failed(new Fault('STEP_REJECTED', 'A person did not allow this step.'))

// By the arm the plan names, not the one a router might take today: the answer must find the same question again.
// One that has left since may have acted on the world.
const asksFirst = ({ step, contract }: StepTask, arms: ArmRegistry) =>
  contract.approval === 'risky' && (arms.all.find(({ id }) => id === step.armId)?.actsOnWorld ?? true)

/** The step as a person allowed it, or null. */
function askAboutStep(task: StepTask, reflex: Reflex): StepTask | null {
  const { taskId, step, contract } = task
  const answer = askPerson(
    {
      kind: 'step',
      taskId,
      question: `Shall step ${step.stepId} (${step.armId}) be run?`,
      reason: 'The step acts on the world and the task asks for approval of such steps.',
      plan: assemblePlan([step], { source: 'person', rationale: contract.goal }),
      step,
    },
    { reflex, violationsOf: () => [] },
  )
  if (answer.decision === 'reject') return null
  const edited = answer.plan?.find(({ stepId }) => stepId === step.stepId) ?? step
  return {
    ...task,
    step: { ...edited, armId: step.armId, dependencies: step.dependencies },
    contract: withInstruction(contract, answer.answer),
  }
}

const FRESH: StepStanding = { state: 'fresh' }

async function tryAllowed(task: StepTask, dependencies: readonly StepRecord[], run: Run, parts: RunStepParts) {
  // Only what cannot be taken back must not be done twice; without such an arm the journal need not be asked. One that has
  // left since may have been such an arm.
  const { all } = parts.arms
  const asks = all.some(({ sideEffects }) => sideEffects) || !all.some(({ id }) => id === task.step.armId)
  const standing = asks ? await run.ledger.standing(task.round, task.step.stepId) : FRESH
  const runner = { runStep, skipStep }
  return waitForArms({ task, dependencies, run, parts, standing, key: keyOf(task), runner })
}

function keyOf({ taskId, round, step: { stepId, armId, action, inputs } }: StepTask): string {
  const content = JSON.stringify([taskId, round, stepId, armId, action, inputs])
  return createHash('sha256').update(content).digest('hex')
}

function toRecord({ round, step }: StepTask, { outcome, fault, arm, attempts, ...ended }: Ended): StepRecord {
  const finishedAt = new Date().toISOString()
  const startedAt = ended.startedAt ?? finishedAt
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000
  return StepRecord.parse({
    round,
    stepId: step.stepId,
    armId: step.armId,
    action: step.action,
    status: fault ? 'error' : 'ok',
    ...(outcome ?? {}),
    ...(fault ? { fault } : {}),
    usage: { ...outcome?.usage, seconds },
    provenance: {
      armId: arm?.id ?? step.armId,
      armVersion: arm?.version ?? '',
      model: outcome?.model ?? null,
      attempts: Math.max(attempts, 1),
    },
    startedAt,
    finishedAt,
  })
}

async function commit(record: StepRecord, run: Run): Promise<void> {
  await run.ledger.finish(record)
  count('steps', { arm: record.armId, status: record.status })
}
