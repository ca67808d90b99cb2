import { createHash } from 'node:crypto'
import type { TaskEvent } from '../contracts/event.ts'
import { RoutingDecision } from '../contracts/routing.ts'
import type { StepRecord } from '../contracts/step.ts'
import type { TaskStatus } from '../contracts/task.ts'
import type { TaskTrace, TracedAttempt, TracedStep } from '../contracts/trace.ts'
import type { Sql } from './sql.ts'
import { isTaskId } from './task-id.ts'

// One statement, so that the journal and the events are of the same moment.
const TRACE = `
  select status,
    (select coalesce(json_agg(json_build_object(
        'round', round, 'stepId', step_id, 'state', state, 'armId', arm_id, 'action', action, 'key', idempotency_key,
        'record', record, 'isCurrent', step_journal.fence = tasks.fence and worker_id is not null) order by round, step_id), '[]')
      from step_journal where task_id = tasks.id) as journal,
    (select coalesce(json_agg(json_build_object('at', at, 'seq', seq)::jsonb || data || jsonb_build_object('type', type) order by seq), '[]')
      from task_events where task_id = tasks.id and type in ('step.routed', 'step.started', 'step.finished')) as events
  from tasks where id = $1`

interface JournalEntry {
  readonly round: number
  readonly stepId: number
  readonly state: 'started' | 'finished'
  readonly armId: string
  readonly action: string
  readonly key: string | null
  readonly record: StepRecord | null
  /** Its run is the present one. */
  readonly isCurrent: boolean
}

type StepEvent = Extract<TaskEvent, { type: 'step.routed' | 'step.started' | 'step.finished' }>

interface Row {
  readonly status: TaskStatus
  readonly journal: readonly JournalEntry[]
  readonly events: readonly StepEvent[]
}

/** The trace of a task, or null when there is no such task. */
export async function readTrace(sql: Sql, taskId: string): Promise<TaskTrace | null> {
  if (!isTaskId(taskId)) return null
  const { rows } = await sql.query<Row>(TRACE, [taskId])
  const [row] = rows
  if (!row) return null
  const steps = row.journal.map((entry) =>
    toStep(
      entry,
      row.events.filter(({ round, stepId }) => round === entry.round && stepId === entry.stepId),
    ),
  )
  return { taskId, status: row.status, steps }
}

function toStep(entry: JournalEntry, events: readonly StepEvent[]): TracedStep {
  const { round, stepId, action, key, record } = entry
  const attempts = toAttempts(entry, events)
  return {
    round,
    stepId,
    action,
    ...(record ? endedStep(record) : openStep(entry, events, attempts)),
    idempotencyKeyDigest: key === null ? null : createHash('sha256').update(key).digest('hex'),
    attempts,
  }
}

type StepSoFar = Omit<TracedStep, 'round' | 'stepId' | 'action' | 'idempotencyKeyDigest' | 'attempts'>

/** A record keeps the arm of the plan; who did it is its provenance. */
function endedStep({
  armId,
  status,
  provenance,
  confidence,
  usage,
  startedAt,
  finishedAt,
  fault,
}: StepRecord): StepSoFar {
  const did =
    status === 'skipped'
      ? { armId: null, armVersion: null, model: null, startedAt: null }
      : { armId: provenance.armId, armVersion: provenance.armVersion, model: provenance.model, startedAt }
  return {
    namedArmId: armId,
    ...did,
    status,
    confidence: status === 'ok' ? confidence : null,
    usage,
    finishedAt,
    fault: fault ?? null,
  }
}

function openStep(entry: JournalEntry, events: readonly StepEvent[], attempts: readonly TracedAttempt[]): StepSoFar {
  const routed = events.findLast((event) => event.type === 'step.routed')
  return {
    namedArmId: routed?.namedArmId ?? entry.armId,
    armId: entry.armId,
    armVersion: attempts.at(-1)?.armVersion ?? null,
    model: null,
    status: openStatus(entry),
    confidence: null,
    usage: null,
    startedAt: attempts[0]?.startedAt ?? null,
    finishedAt: null,
    fault: null,
  }
}

const openStatus = ({ isCurrent }: JournalEntry) => (isCurrent ? 'running' : 'interrupted')

/** An attempt ends where the next one starts, or with the step. */
function toAttempts(entry: JournalEntry, events: readonly StepEvent[]): TracedAttempt[] {
  return events.flatMap((event, index) => {
    if (event.type !== 'step.started') return []
    const before = events[index - 1]
    const routed = events.slice(0, index).findLast(({ type, armId }) => type === 'step.routed' && armId === event.armId)
    const next = events.slice(index + 1).find(({ type }) => type !== 'step.routed')
    return {
      attempt: event.attempt,
      armId: event.armId,
      armVersion: routed?.type === 'step.routed' ? routed.armVersion : '',
      ...endOf(next, entry),
      startedAt: toTime(event.at),
      // In the order of its schema, which jsonb does not keep.
      routing: before?.type === 'step.routed' ? RoutingDecision.parse(before) : null,
    }
  })
}

function endOf(
  next: StepEvent | undefined,
  entry: JournalEntry,
): Pick<TracedAttempt, 'status' | 'finishedAt' | 'faultCode'> {
  if (!next) return { status: openStatus(entry), finishedAt: null, faultCode: null }
  const finishedAt = toTime(next.at)
  const faultCode = (next.type === 'step.finished' ? next.fault?.code : 'after' in next && next.after) || null
  if (faultCode) return { status: 'error', finishedAt, faultCode }
  // What begins anew without a fault before it was cut off.
  if (next.type !== 'step.finished') return { status: 'interrupted', finishedAt: null, faultCode: null }
  return { status: 'ok', finishedAt, faultCode: null }
}

// Postgres writes times in JSON with an offset of its own.
const toTime = (at: string) => new Date(at).toISOString()
