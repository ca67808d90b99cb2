import { styleText } from 'node:util'
import type { PlanStep } from '../contracts/plan.ts'
import type { StepState, StepView, TaskView } from './task-view.ts'

export interface DrawOptions {
  readonly goal: string
  /** Said beside the model wherever it appears, e.g. "simulated model". */
  readonly modelLabel?: string | null
  /** Which frame of the spinner: counts up. */
  readonly frame?: number
  /** Columns; longer lines are cut. Default 100. */
  readonly width?: number
}

/** The plan as a tree: what is done, what runs now, what it cost. One string, lines separated by "\n". */
export function drawTask(view: TaskView, { goal, modelLabel = null, frame = 0, width = 100 }: DrawOptions): string {
  const lines = [
    styleText('bold', cut(goal, width)),
    ...(view.plan ? [planLine(view, modelLabel)] : []),
    ...(view.plan ? drawSteps(view.plan.steps, view, { frame, width }) : []),
    ...view.remarks.map((remark) => styleText('yellow', cut(`  ! ${remark}`, width))),
    statusLine(view, frame),
  ]
  return lines.join('\n')
}

function planLine({ plan }: TaskView, modelLabel: string | null): string {
  if (!plan) return ''
  const by = plan.model ? `${plan.source}, ${plan.model}${modelLabel ? ` (${modelLabel})` : ''}` : plan.source
  return styleText(
    'dim',
    `  plan by ${by}; ${plan.steps.length} steps, critical path ${seconds(plan.criticalPathDuration)}`,
  )
}

interface Frame {
  readonly frame: number
  readonly width: number
}

function drawSteps(steps: readonly PlanStep[], view: TaskView, { frame, width }: Frame): string[] {
  return steps.map((step, index) => {
    const branch = index === steps.length - 1 ? '└─' : '├─'
    const after = step.dependencies.length > 0 ? ` ← ${step.dependencies.join(', ')}` : ''
    const state = view.steps.get(step.stepId)
    const head = `  ${branch} ${mark(state?.state ?? 'waiting', frame)} ${step.stepId} ${step.armId.padEnd(9)}`
    const tail = styleText('dim', `${after}${detail(state)}`)
    const room = Math.max(20, width - 20 - after.length - detail(state).length)
    return `${head} ${cut(step.action, room)}${tail}`
  })
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const

function mark(state: StepState, frame: number): string {
  switch (state) {
    case 'waiting':
      return styleText('dim', '·')
    case 'running':
      return styleText('cyan', SPINNER[frame % SPINNER.length] ?? '⠋')
    case 'ok':
      return styleText('green', '✓')
    case 'error':
      return styleText('red', '✗')
    case 'skipped':
      return styleText('dim', '–')
  }
}

function detail(step: StepView | undefined): string {
  if (!step) return ''
  const cost = step.usage.tokens > 0 ? `, ${step.usage.tokens} tokens, ${dollars(step.usage.costUsd)}` : ''
  const time = step.usage.seconds > 0 ? `  ${seconds(step.usage.seconds)}${cost}` : ''
  const kept = step.kept ? '  kept' : ''
  const runs = step.runs > 1 ? `  run ${step.runs}×` : ''
  return `${time}${runs}${kept}${step.note ? `  ${cut(step.note, 60)}` : ''}`
}

function statusLine({ phase, ended, waitingFor, usage }: TaskView, frame: number): string {
  const spent = usage.tokens > 0 ? ` · ${usage.tokens} tokens, ${dollars(usage.costUsd)}` : ''
  if (waitingFor) return styleText('magenta', `  waits for a person: ${waitingFor}`)
  if (!ended) return styleText('cyan', `  ${SPINNER[frame % SPINNER.length]} ${phase}${spent}`)
  const why = ended.fault ? `: ${ended.fault.message}` : ''
  const colour = ended.status === 'completed' ? 'green' : 'red'
  return styleText(colour, `  ${ended.status}${why}${spent}`)
}

const seconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} s`
const dollars = (value: number) => `$${value.toFixed(4)}`

function cut(text: string, width: number): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= width ? line : `${line.slice(0, Math.max(1, width - 1))}…`
}
