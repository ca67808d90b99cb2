import type { TaskEvent } from '../contracts/event.ts'
import type { FaultRecord } from '../contracts/fault.ts'
import type { Plan } from '../contracts/plan.ts'
import { addUsage, NO_USAGE, type Usage } from '../contracts/usage.ts'

export type StepState = 'waiting' | 'running' | 'ok' | 'error' | 'skipped'

export interface StepView {
  readonly state: StepState
  /** What it is at, for a running step; why it failed, for a failed one. */
  readonly note: string
  readonly usage: Usage
  /** The arm it was given to, and what it is to do; of a step of the plan the plan says so too. */
  readonly armId: string
  readonly action: string
  /** How many times it was run: 1, and one more for every repair. */
  readonly runs: number
  /** The arm that has it, when it is not the one the plan names. */
  readonly by: string | null
  /** Finished by a worker that died since: not run again. */
  readonly kept: boolean
}

/** What a watcher knows of a task, built up from its events alone. */
export interface TaskView {
  readonly phase: string
  readonly plan: Plan | null
  readonly round: number
  readonly steps: ReadonlyMap<number, StepView>
  readonly remarks: readonly string[]
  readonly waitingFor: string | null
  readonly ended: { readonly status: 'completed' | 'failed' | 'cancelled'; readonly fault?: FaultRecord } | null
  readonly usage: Usage
  /** Of the last event that was taken in. */
  readonly seq: number
}

export const EMPTY_VIEW: TaskView = {
  phase: 'accepted',
  plan: null,
  round: 0,
  steps: new Map(),
  remarks: [],
  waitingFor: null,
  ended: null,
  usage: NO_USAGE,
  seq: 0,
}

/** The view after one more event. An event that was seen before changes nothing. */
export function withEvent(view: TaskView, event: TaskEvent): TaskView {
  if (event.seq <= view.seq) return view
  return { ...change(view, event), seq: event.seq }
}

function change(view: TaskView, event: TaskEvent): TaskView {
  switch (event.type) {
    case 'task.phase':
      return { ...view, phase: event.phase, waitingFor: null }
    case 'plan.created':
      return { ...view, plan: event.plan, round: event.round, steps: new Map() }
    case 'step.started':
    case 'step.progress':
    case 'step.waiting':
    case 'step.finished':
      return withStep(view, event)
    case 'approval.requested':
      return { ...view, phase: 'awaiting_approval', waitingFor: event.request.question }
    case 'task.completed':
      return { ...view, phase: 'done', ended: { status: 'completed' }, usage: event.usage }
    case 'task.failed':
      return { ...view, phase: 'done', ended: { status: 'failed', fault: event.fault }, usage: event.usage }
    case 'task.cancelled':
      return { ...view, phase: 'done', ended: { status: 'cancelled' } }
    case 'task.recovered':
      return withRemark({ ...view, steps: keptSteps(view, event.keptSteps) }, event)
    default:
      return withRemark(view, event)
  }
}

type StepEvent = Extract<TaskEvent, { type: 'step.started' | 'step.progress' | 'step.waiting' | 'step.finished' }>

function withStep(view: TaskView, event: StepEvent): TaskView {
  const known = view.steps.get(event.stepId) ?? NOTHING_YET
  const named = view.plan?.steps.find(({ stepId }) => stepId === event.stepId)?.armId ?? event.armId
  const step = nextStep(known, event, named)
  const usage = event.type === 'step.finished' ? addUsage(view.usage, event.usage) : view.usage
  return { ...view, usage, steps: new Map(view.steps).set(event.stepId, step) }
}

const NOTHING_YET: StepView = {
  state: 'waiting',
  note: '',
  usage: NO_USAGE,
  armId: '',
  action: '',
  runs: 0,
  by: null,
  kept: false,
}

function nextStep(known: StepView, event: StepEvent, named: string): StepView {
  switch (event.type) {
    case 'step.started':
      return {
        ...known,
        state: 'running',
        armId: event.armId,
        action: event.action,
        note: event.attempt > 1 ? `try ${event.attempt}` : '',
        runs: known.runs + 1,
        by: event.armId === named ? null : event.armId,
      }
    case 'step.progress':
      return known.state === 'running' ? { ...known, note: event.message } : known // a late word changes no result
    case 'step.waiting':
      return { ...known, state: 'waiting', note: `${event.message} Again in ${event.retryInSeconds} s.` }
    case 'step.finished':
      return {
        ...known,
        state: event.status,
        note: event.fault?.message ?? '',
        usage: addUsage(known.usage, event.usage),
      }
  }
}

function keptSteps({ steps }: TaskView, kept: readonly number[]): ReadonlyMap<number, StepView> {
  const mark = ([stepId, step]: [number, StepView]): [number, StepView] => {
    if (kept.includes(stepId)) return [stepId, { ...step, kept: true }]
    return [stepId, step.state === 'running' ? { ...step, state: 'waiting', note: 'its worker died' } : step]
  }
  return new Map([...steps].map(mark))
}

function withRemark(view: TaskView, event: TaskEvent): TaskView {
  const remark = remarkOn(event)
  return remark ? { ...view, remarks: [...view.remarks, remark] } : view
}

function remarkOn(event: TaskEvent): string | null {
  switch (event.type) {
    case 'reflex.checked':
      return describeReflex(event)
    case 'task.recovered': {
      const kept =
        event.keptSteps.length > 0 ? `not run again: step ${event.keptSteps.join(', ')}` : 'nothing was finished yet'
      return `its worker died; ${event.workerId} took over (${kept})`
    }
    case 'judge.verdict': {
      const [issue] = event.verdict.issues.filter(({ severity }) => severity === 'error')
      return event.verdict.valid ? null : `judge: ${issue?.message ?? event.verdict.failedCriteria.join('; ')}`
    }
    case 'repair.started':
      return `repair: step ${event.steps.join(', ')} again`
    case 'replan.started':
      return 'a new plan is made'
    case 'approval.answered':
      return `a person said: ${event.decision}`
    default:
      return null
  }
}

function describeReflex({ blocked, reason, pii }: Extract<TaskEvent, { type: 'reflex.checked' }>): string | null {
  if (blocked) return `refused: ${reason ?? 'unsafe input'}`
  const found = Object.entries(pii).map(([kind, count]) => `${count} ${kind}`)
  return found.length > 0 ? `redacted before anything saw it: ${found.join(', ')}` : null
}
