import type { TaskEventBody } from '../contracts/event.ts'
import type { StepRecord } from '../contracts/step.ts'
import { HELD, insertEvents } from '../store/event-row.ts'
import { toJsonb } from '../store/to-jsonb.ts'
import { leaseLost } from './budget-exceeded.ts'
import type { StepStanding, StepStart } from './ledger.ts'
import type { RunWriter } from './run-writer.ts'
import { finishedEvent, startedEvents } from './step-event.ts'

// $4 is an array of events. The task's row is locked first: writers of one task come one after another, and a fence cannot rise in between. The
// journal is written before the event, because a step that is finished already must not leave a second event.
const write = (journal: string, { spend = '', log = '' } = {}) => `
  with held as (
    select id, fence, worker_id from tasks where ${HELD} for update
  ), journal as (${journal}), task as (
    update tasks set event_seq = event_seq + jsonb_array_length($4::jsonb), updated_at = clock_timestamp() ${spend}
    from journal where tasks.id = journal.task_id
    returning tasks.id, event_seq
  ), event as (${insertEvents('task', '$4::jsonb')})${log}
  select id from held`

const START = write(
  `insert into step_journal (task_id, round, step_id, state, fence, arm_id, action, attempt, idempotency_key, started_at)
    select id, (step ->> 'round')::int, (step ->> 'stepId')::int, 'started', fence, step ->> 'armId', step ->> 'action',
      (step ->> 'attempt')::int, step ->> 'idempotencyKey', clock_timestamp()
    from held, cast($3 as jsonb) as step
    on conflict (task_id, round, step_id) do update set
      fence = excluded.fence, arm_id = excluded.arm_id, action = excluded.action, attempt = excluded.attempt,
      idempotency_key = excluded.idempotency_key, started_at = excluded.started_at
      where step_journal.state = 'started'
    returning task_id`,
)

// The arm's name is that of the arm that did it, not of the one the plan names. A skipped step called nobody.
const LOG = `, log as (
    insert into action_log (actor, action, task_id, data)
    select held.worker_id, 'arm.call', held.id, jsonb_strip_nulls(jsonb_build_object(
      'round', record -> 'round', 'step_id', record -> 'stepId', 'arm_id', record #> '{provenance,armId}',
      'arm_version', record #> '{provenance,armVersion}', 'model', record #> '{provenance,model}',
      'attempts', record #> '{provenance,attempts}', 'status', record -> 'status', 'code', record #> '{fault,code}'))
    from held, journal, cast($3 as jsonb) as record
    where record ->> 'status' <> 'skipped'
  )`

const FINISH = write(
  `insert into step_journal (task_id, round, step_id, state, fence, arm_id, action, record, finished_at)
    select id, (record ->> 'round')::int, (record ->> 'stepId')::int, 'finished', fence, record ->> 'armId',
      record ->> 'action', record, clock_timestamp()
    from held, cast($3 as jsonb) as record
    on conflict (task_id, round, step_id) do update set
      state = 'finished', fence = excluded.fence, arm_id = excluded.arm_id, action = excluded.action,
      record = excluded.record, finished_at = excluded.finished_at
      where step_journal.state = 'started'
    returning task_id, (record #>> '{usage,seconds}')::numeric as step_seconds`,
  { spend: ', seconds = seconds + journal.step_seconds', log: LOG },
)

const STANDING = `
  select state, fence = $4 as is_own, arm_id, record from step_journal where task_id = $1 and round = $2 and step_id = $3`

const FINISHED = `
  select record from step_journal where task_id = $1 and state = 'finished'
  order by finished_at, round, step_id`

/** Throws LEASE_LOST. A step that is finished stays so. */
export async function startStep(run: RunWriter, step: StepStart): Promise<void> {
  const { routing: _, after: __, ...journal } = step
  await commit(run, START, journal, startedEvents(step))
}

/** Throws LEASE_LOST. */
export async function finishStep(run: RunWriter, record: StepRecord): Promise<void> {
  await commit(run, FINISH, record, [finishedEvent(record)])
}

async function commit({ sql, taskId, fence }: RunWriter, text: string, row: object, events: TaskEventBody[]) {
  const { rows } = await sql.query(text, [taskId, fence, toJsonb(row), toJsonb(events)])
  if (rows.length === 0) throw leaseLost(taskId)
}

type StandingRow = { state: 'started'; is_own: boolean; arm_id: string } | { state: 'finished'; record: StepRecord }

export async function standingOf(
  { sql, taskId, fence }: RunWriter,
  round: number,
  stepId: number,
): Promise<StepStanding> {
  const { rows } = await sql.query<StandingRow>(STANDING, [taskId, round, stepId, fence])
  const [row] = rows
  if (!row) return { state: 'fresh' }
  if (row.state === 'finished') return { state: 'finished', record: row.record }
  return row.is_own ? { state: 'fresh' } : { state: 'interrupted', armId: row.arm_id }
}

export async function finishedSteps({ sql, taskId }: RunWriter): Promise<StepRecord[]> {
  const { rows } = await sql.query<{ record: StepRecord }>(FINISHED, [taskId])
  return rows.map(({ record }) => record)
}
