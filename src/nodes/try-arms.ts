import type { Arm, ArmContext, DependencyOutput } from '../arms/arm.ts'
import type { Route } from '../arms/route-step.ts'
import { runArm } from '../arms/run-arm.ts'
import { Fault, type FaultRecord, toFaultRecord } from '../contracts/fault.ts'
import type { RoutingDecision } from '../contracts/routing.ts'
import type { ArmOutcome, StepRecord } from '../contracts/step.ts'
import type { StepTask } from '../graph/routes.ts'
import type { StepStanding } from '../ledger/ledger.ts'
import type { Spend } from '../model/model.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { MAX_JSON_DEPTH, scanJson } from '../reflex/scan-json.ts'
import { withTokens } from '../reflex/with-tokens.ts'
import { memoryFor } from './arm-memory.ts'
import { statusOf, unlessUncertain } from './ask-effect.ts'
import { delegateFor, type StepRunner } from './delegate-steps.ts'
import { guardFault, guardWords } from './guard-words.ts'
import type { Run } from './open-run.ts'
import type { RunStepParts } from './run-step.ts'
import { tallySpending } from './tally-spending.ts'

export interface Attempt {
  readonly task: StepTask
  readonly dependencies: readonly StepRecord[]
  readonly run: Run
  readonly parts: RunStepParts
  readonly standing: StepStanding
  readonly key: string
  readonly runner: StepRunner
}

/** How a step ended, before it is a record. `startedAt` is when it first had a place to run, null when it never had. */
export interface Ended {
  readonly outcome: ArmOutcome | null
  readonly fault: FaultRecord | null
  readonly arm: Arm | null
  readonly attempts: number
  readonly startedAt: string | null
}

export function failed(fault: Fault, arm: Arm | null = null): Ended {
  return { outcome: null, fault: toFaultRecord(fault), arm, attempts: 0, startedAt: null }
}

/** The arm the router chose, then other capable ones while the fault is the arm's own. `before`: what came of earlier tries. */
export async function tryArms(attempt: Attempt, before: Ended = NOT_TRIED): Promise<Ended> {
  const { run, parts } = attempt
  const route = routeOf(attempt)
  if (route instanceof Fault) return { ...before, ...toEnd(route) }
  let last = before
  for (const arm of route.arms) {
    const routing = routingTo(arm, route.decision)
    const done = parts.stats.begin(arm.id)
    const next = await inPlace(arm, { ...attempt, routing, last }).finally(done)
    last = { ...next, attempts: last.attempts + next.attempts, startedAt: last.startedAt ?? next.startedAt }
    if (!last.fault || !isArmsOwn(last.fault) || arm.sideEffects || run.signal.aborted) break
  }
  return last
}

const toEnd = (fault: Fault) => ({ outcome: null, fault: toFaultRecord(fault) })

export const NOT_TRIED: Ended = { outcome: null, fault: null, arm: null, attempts: 0, startedAt: null }

function routeOf({ task, parts, standing }: Attempt): Route | Fault {
  const begunBy = standing.state === 'interrupted' ? standing.armId : undefined
  if (begunBy !== undefined && !parts.arms.all.some(({ id }) => id === begunBy)) return goneArm(begunBy)
  try {
    return parts.route(task.step, { mayTake: (arm) => isAllowed(arm, task), begunBy })
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
}

// Nobody can tell whether it had side effects, or be asked whether they happened.
const goneArm = (armId: string) =>
  new Fault(
    'NEEDS_RECONCILIATION',
    `A worker died while arm "${armId}" ran it, and that arm is no longer there to be asked. Check, then retry the task or cancel it.`,
  )

const routingTo = ({ id, version }: Arm, decision: RoutingDecision): RoutingDecision =>
  id === decision.armId ? decision : { ...decision, armId: id, armVersion: version, reason: 'fallback' }

/** One of the arms of a step, after what came before it. */
interface ArmAttempt extends Attempt {
  readonly routing: RoutingDecision
  readonly last: Ended
}

// Where a person is asked, about steps or about the plan, another arm that acts on the world may not stand in unasked.
const isAllowed = ({ id, actsOnWorld }: Arm, { step, contract }: StepTask) =>
  !actsOnWorld || contract.approval === 'never' || id === step.armId

const isArmsOwn = ({ code }: FaultRecord) => code.startsWith('ARM_') || code === 'SANDBOX_UNAVAILABLE'

/** The time may run out, and a drain be asked for, while a step waits for its place. */
async function inPlace(arm: Arm, attempt: ArmAttempt): Promise<Ended> {
  const { run, parts } = attempt
  try {
    return await parts.place(arm.id, run.signal, async () => {
      run.throwIfDrained()
      const startedAt = new Date().toISOString()
      const refusal = await refuseRepeat(arm, attempt)
      return { ...(refusal ?? (await tryArm(arm, attempt))), startedAt }
    })
  } catch (error) {
    if (error instanceof Fault && error.code === 'TASK_TIMEOUT') return failed(error)
    throw error
  }
}

/** A step with side effects whose earlier attempt left no outcome is asked about, never silently repeated. */
async function refuseRepeat(arm: Arm, { standing, key, task }: Attempt): Promise<Ended | null> {
  if (standing.state !== 'interrupted' || !arm.sideEffects) return null
  const status = await statusOf(arm, key, { taskId: task.taskId, stepId: task.step.stepId })
  if (status === 'not_done') return null
  if (status instanceof Fault) return failed(status, arm)
  const message =
    status === 'done'
      ? `Its effect happened before a worker died, but its output was lost (idempotency key ${key}).`
      : `A worker died while it ran; whether its effect happened is not known (idempotency key ${key}).`
  return failed(new Fault('NEEDS_RECONCILIATION', `${message} Check, then retry the task or cancel it.`), arm)
}

async function tryArm(arm: Arm, attempt: ArmAttempt): Promise<Ended> {
  const { task, run, parts, key, last } = attempt
  const { round, step } = task
  const started = { round, stepId: step.stepId, armId: arm.id, action: step.action, idempotencyKey: key }
  const tally = tallySpending(run.ledger)
  const context = { ...(await contextFor(arm, attempt)), meter: tally }
  const startedAt = performance.now()
  const ended = await runArm({
    arm,
    input: step.inputs,
    context,
    signal: run.signal,
    onAttempt: (number, after) => {
      tally.begin()
      const routing = number === 1 ? attempt.routing : undefined
      const before = number === 1 ? last.fault : after
      return run.ledger.start({ ...started, attempt: last.attempts + number, after: before?.code, routing })
    },
  })
  const latencyMs = performance.now() - startedAt
  if (ended.status === 'error' && ended.fault.code === 'ARM_FAILED') logBreakdown(arm, attempt, ended.cause)
  const result = await run.guarded((reflex) =>
    ended.status === 'ok'
      ? guardOutcome(ended.outcome, reflex)
      : { outcome: null, fault: guardFault(ended.fault, reflex) },
  )
  if (!result.fault || isItsRecord(result.fault)) parts.stats.record(arm.id, { ok: !result.fault, latencyMs })
  const overspent = ended.status === 'ok' ? await chargeFor(arm, tally.beyond(ended.outcome.usage), run) : null
  const fault = overspent ?? result.fault
  const brokeDown = ended.status === 'error' && !(ended.cause instanceof Fault)
  const call = { key, step: { taskId: task.taskId, stepId: step.stepId }, brokeDown }
  const known = fault && (await unlessUncertain(arm, fault, call))
  return { ...result, fault: known, arm, attempts: ended.attempts, startedAt: null }
}

// An input that does not fit is the plan's doing; a model that is down, or a budget that is used up, nobody's here.
const isItsRecord = (fault: FaultRecord) =>
  (isArmsOwn(fault) && fault.code !== 'ARM_INPUT_INVALID') || fault.code === 'OUTPUT_UNSAFE'

/** What an arm paid for by itself counts as well. What it did for it is kept, though the budget is used up. */
async function chargeFor(arm: Arm, spend: Spend | null, { ledger }: Run): Promise<FaultRecord | null> {
  try {
    if (spend) await ledger.charge(spend, `arm ${arm.id}`)
    return null
  } catch (error) {
    if (error instanceof Fault && error.code === 'BUDGET_EXCEEDED') return toFaultRecord(error)
    throw error
  }
}

/** Where an arm broke down. Its message stays out: it may quote what the arm was working on. */
function logBreakdown(arm: Arm, { task, parts }: Attempt, cause: unknown): void {
  const stack = cause instanceof Error ? (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  const name = cause instanceof Error ? cause.name : typeof cause
  parts.log?.error({ task_id: task.taskId, step_id: task.step.stepId, arm_id: arm.id, name, stack }, 'arm.failed')
}

async function contextFor(arm: Arm, { task, dependencies, run, parts, key, runner }: Attempt) {
  const { round, step, contract } = task
  const context: Omit<ArmContext, 'attempt' | 'meter'> = {
    taskId: task.taskId,
    stepId: step.stepId,
    action: step.action,
    acceptanceCriteria: step.acceptanceCriteria,
    contract,
    dependencies: dependencies.map(toDependency),
    budget: await run.ledger.remaining(),
    signal: run.signal,
    idempotencyKey: key,
    feedback: task.feedback,
    previous: task.previous,
    model: parts.model,
    reflex: withTokens(parts.reflex, (await run.tokens()).book),
    ...(await memoryFor(arm, run, parts)),
    delegate: delegateFor({ task, dependencies, armId: arm.id, run, parts }, runner),
    report: (words) => {
      const about = { type: 'step.progress', round, stepId: step.stepId, armId: arm.id } as const
      const told = run.guarded((reflex) => guardWords(words, reflex))
      void told.then((message) => run.ledger.emit({ ...about, message })).catch(() => {}) // losing it loses no work
    },
  }
  return context
}

function toDependency({ stepId, armId, action, output, citations }: StepRecord): DependencyOutput {
  return { stepId, armId, action, output, citations }
}

/** No arm's output reaches another arm or a model unchecked: personal data is redacted, an injection stops it here. */
function guardOutcome(outcome: ArmOutcome, reflex: Reflex): Pick<Ended, 'outcome' | 'fault'> {
  const refused = (fault: Fault) => ({ outcome: null, fault: toFaultRecord(fault) })
  const { output, artifacts, citations } = outcome
  try {
    // As the journal keeps it: what cannot be kept must not reach another arm either.
    const kept: unknown = JSON.parse(JSON.stringify({ output, artifacts, citations }))
    const { value, blocked, reason } = scanJson(reflex, kept, { role: 'tool_output' })
    if (blocked) return refused(new Fault('OUTPUT_UNSAFE', `The arm's output was refused: ${reason ?? 'unsafe'}.`))
    return {
      outcome: { ...outcome, ...(value as Pick<ArmOutcome, 'output' | 'artifacts' | 'citations'>) },
      fault: null,
    }
  } catch {
    const message = `The arm's output is not JSON of at most ${MAX_JSON_DEPTH} levels: no cycles, no BigInt.`
    return refused(new Fault('ARM_OUTPUT_INVALID', message))
  }
}
