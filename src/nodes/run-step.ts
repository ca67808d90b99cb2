import { createHash } from 'node:crypto'
import { interrupt } from '@langchain/langgraph'
import type { Arm, ArmContext, DependencyOutput } from '../arms/arm.ts'
import type { ArmRegistry } from '../arms/arm-registry.ts'
import type { ArmStatsBook } from '../arms/arm-stats.ts'
import { runArm } from '../arms/run-arm.ts'
import { ApprovalAnswer, type ApprovalRequest } from '../contracts/approval.ts'
import { Fault, type FaultRecord, toFaultRecord } from '../contracts/fault.ts'
import type { PlanStep } from '../contracts/plan.ts'
import { type ArmOutcome, StepRecord } from '../contracts/step.ts'
import type { StepTask } from '../graph/routes.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Model } from '../model/model.ts'
import { assemblePlan } from '../planner/check-plan.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { scanJson } from '../reflex/scan-json.ts'
import { count } from '../telemetry/metrics.ts'
import type { Run } from './open-run.ts'

export interface RunStepParts {
  readonly arms: ArmRegistry
  readonly ledger: Ledger
  readonly reflex: Reflex
  readonly model: Model | null
  readonly stats: ArmStatsBook
  /** The arms to try for a step, best first; none when no arm can do it. */
  candidates(step: PlanStep): readonly Arm[]
  /** Holds a place for a running step of that arm; waiting steps hold none. */
  place<Result>(armId: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>
}

/** Runs one step whose dependencies are done and commits its record. Interrupts when a person has to allow it. */
export async function runStep(
  task: StepTask,
  dependencies: readonly StepRecord[],
  run: Run,
  parts: RunStepParts,
): Promise<StepRecord> {
  const startedAt = new Date().toISOString()
  const [preferred] = parts.candidates(task.step)
  const step = preferred?.actsOnWorld && task.contract.approval === 'risky' ? askPerson(task) : task.step
  const { standing, key } = await standingOf(task, step, run)
  const refusal = step === null ? rejected() : await refuseRepeat(standing, preferred, key)
  const ended =
    refusal ??
    (await parts.place(task.step.armId, run.signal, () =>
      tryArms({ task: { ...task, step: step ?? task.step }, dependencies, run, parts, key }),
    ))
  const record = toRecord(task, ended, startedAt)
  await commit(record, run)
  return record
}

/** Commits that a step was not run because a dependency did not succeed. */
export async function skipStep(task: StepTask, run: Run): Promise<StepRecord> {
  const fault = new Fault('DEPENDENCY_FAILED', 'A step it depends on did not succeed.')
  const record = {
    ...toRecord(task, failed(toFaultRecord(fault)), new Date().toISOString()),
    status: 'skipped' as const,
  }
  await commit(record, run)
  return record
}

interface Ended {
  readonly outcome: ArmOutcome | null
  readonly fault: FaultRecord | null
  readonly arm: Arm | null
  readonly attempts: number
}

const failed = (fault: FaultRecord): Ended => ({ outcome: null, fault, arm: null, attempts: 1 })

const rejected = () => failed(toFaultRecord(new Fault('STEP_REJECTED', 'A person did not allow this step.')))

/** The step as a person allowed it, or null. Cheap and without effect before `interrupt`: it runs again on resume. */
function askPerson({ taskId, step, contract }: StepTask): PlanStep | null {
  const request: ApprovalRequest = {
    kind: 'step',
    taskId,
    question: `Shall step ${step.stepId} (${step.armId}) be run?`,
    reason: 'The step acts on the world and the task asks for approval of such steps.',
    plan: assemblePlan([step], { source: 'person', rationale: contract.goal }),
    step,
  }
  const answer = interrupt<ApprovalRequest, ApprovalAnswer>(request, { responseSchema: ApprovalAnswer })
  if (answer.decision === 'reject') return null
  const edited = answer.plan?.find(({ stepId }) => stepId === step.stepId)
  return edited ? { ...edited, armId: step.armId, dependencies: step.dependencies } : step
}

async function standingOf(task: StepTask, step: PlanStep | null, run: Run) {
  const { armId, action, inputs } = step ?? task.step
  const content = JSON.stringify([task.taskId, task.round, task.step.stepId, armId, action, inputs])
  return {
    standing: await run.ledger.standing(task.round, task.step.stepId),
    key: createHash('sha256').update(content).digest('hex'),
  }
}

/** A step with side effects whose earlier attempt left no outcome is asked about, never silently repeated. */
async function refuseRepeat({ state }: { state: string }, arm: Arm | undefined, key: string): Promise<Ended | null> {
  if (state !== 'interrupted' || !arm?.sideEffects) return null
  const status = (await arm.status?.(key)) ?? 'unknown'
  if (status === 'not_done') return null
  const message =
    status === 'done'
      ? `Its effect happened before a worker died, but its output was lost (idempotency key ${key}).`
      : `A worker died while it ran; whether its effect happened is not known (idempotency key ${key}).`
  return failed(toFaultRecord(new Fault('NEEDS_RECONCILIATION', `${message} Check, then retry the task or cancel it.`)))
}

interface Attempt {
  readonly task: StepTask
  readonly dependencies: readonly StepRecord[]
  readonly run: Run
  readonly parts: RunStepParts
  readonly key: string
}

/** The arm the plan names, then other capable ones while the fault is the arm's own. */
async function tryArms(attempt: Attempt): Promise<Ended> {
  const { task, run, parts } = attempt
  let last = failed(toFaultRecord(new Fault('ARM_UNKNOWN', `No arm can do step ${task.step.stepId}.`)))
  let attempts = 0
  for (const arm of parts.candidates(task.step)) {
    last = await tryArm(arm, attempts, attempt)
    attempts += last.attempts
    if (!last.fault || !isArmsOwn(last.fault) || arm.sideEffects || run.signal.aborted) break
  }
  return { ...last, attempts: Math.max(attempts, 1) }
}

const isArmsOwn = ({ code }: FaultRecord) => code.startsWith('ARM_') || code === 'SANDBOX_UNAVAILABLE'

async function tryArm(
  arm: Arm,
  attemptsBefore: number,
  { task, dependencies, run, parts, key }: Attempt,
): Promise<Ended> {
  const { round, step } = task
  const started = { round, stepId: step.stepId, armId: arm.id, action: step.action, idempotencyKey: key }
  const context: Omit<ArmContext, 'attempt'> = {
    taskId: task.taskId,
    stepId: step.stepId,
    action: step.action,
    acceptanceCriteria: step.acceptanceCriteria,
    contract: task.contract,
    dependencies: dependencies.map(toDependency),
    budget: await run.ledger.remaining(),
    signal: run.signal,
    idempotencyKey: key,
    feedback: task.feedback,
    model: parts.model,
    meter: run.ledger,
    report: (message) => {
      const event = { type: 'step.progress', round, stepId: step.stepId, armId: arm.id, message } as const
      void run.ledger.emit(event).catch(() => {}) // progress is a courtesy: losing it loses no work
    },
  }
  const startedAt = performance.now()
  try {
    const ended = await runArm({
      arm,
      input: step.inputs,
      context,
      signal: run.signal,
      onAttempt: (attempt) => run.ledger.start({ ...started, attempt: attemptsBefore + attempt }),
    })
    parts.stats.record(arm.id, { ok: ended.status === 'ok', latencyMs: performance.now() - startedAt })
    if (ended.status === 'error') return { outcome: null, fault: ended.fault, arm, attempts: ended.attempts }
    return { ...guardOutcome(ended.outcome, parts.reflex), arm, attempts: ended.attempts }
  } catch (error) {
    if (error instanceof Fault && error.code === 'TASK_TIMEOUT') return failed(toFaultRecord(error))
    throw error
  }
}

/** No arm's output reaches another arm or a model unchecked: personal data is redacted, an injection stops it here. */
function guardOutcome(outcome: ArmOutcome, reflex: Reflex): Pick<Ended, 'outcome' | 'fault'> {
  const { output, artifacts, citations } = outcome
  const scanned = scanJson(reflex, { output, artifacts, citations }, { role: 'tool_output' })
  if (scanned.blocked) {
    const fault = new Fault('OUTPUT_UNSAFE', `The arm's output was refused: ${scanned.reason ?? 'unsafe'}.`)
    return { outcome: null, fault: toFaultRecord(fault) }
  }
  return {
    outcome: { ...outcome, ...(scanned.value as Pick<ArmOutcome, 'output' | 'artifacts' | 'citations'>) },
    fault: null,
  }
}

function toDependency({ stepId, armId, action, output, citations }: StepRecord): DependencyOutput {
  return { stepId, armId, action, output, citations }
}

function toRecord({ round, step }: StepTask, { outcome, fault, arm, attempts }: Ended, startedAt: string): StepRecord {
  const finishedAt = new Date().toISOString()
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
      attempts,
    },
    startedAt,
    finishedAt,
  })
}

async function commit(record: StepRecord, run: Run): Promise<void> {
  await run.ledger.finish(record)
  count('steps', { arm: record.armId, status: record.status })
}
