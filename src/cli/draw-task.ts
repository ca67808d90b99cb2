import { styleText } from 'node:util'
import type { PlanStep } from '../contracts/plan.ts'
import { parentStepId, showStepId } from '../contracts/step-id.ts'
import { withoutControls } from './print.ts'
import type { StepState, StepView, TaskView } from './task-view.ts'

export interface DrawOptions {
  readonly goal: string
  /** Said beside the model wherever it appears, e.g. "simulated model". */
  readonly modelLabel?: string | null
  /** Which frame of the spinner: counts up. Null where nothing moves: a picture of how it was left. */
  readonly frame?: number | null
  /** Columns; longer lines are cut. Default 100. */
  readonly width?: number
  /** Coloured if this is a terminal that has colours. Default standard output. */
  readonly stream?: NodeJS.WritableStream
  /** Instead of the phase, while it is being left. */
  readonly leaving?: string | null
}

/** The plan as a tree: what is done, what runs now, what it cost. One string, lines separated by "\n". */
export function drawTask(view: TaskView, { goal, ...options }: DrawOptions): string {
  const pen = createPen(options)
  const { plan } = view
  const lines = [
    pen.line('bold', goal),
    ...(plan
      ? [pen.line('dim', `  ${describePlan(plan, options.modelLabel)}`), ...drawSteps(plan.steps, view, pen)]
      : []),
    ...view.remarks.map((remark) => pen.line('yellow', `  ! ${remark}`)),
    statusLine(view, pen, options.leaving),
  ]
  return lines.join('\n')
}

/** Who made the plan, how many steps it has and how long it should take. */
export function describePlan(
  { source, model, steps, criticalPathDuration }: NonNullable<TaskView['plan']>,
  modelLabel: string | null = null,
): string {
  const maker = model ? `${source}, ${model}${modelLabel ? ` (${modelLabel})` : ''}` : source
  const by = source === 'person' ? 'a person' : maker // who edits a plan takes it over from its model
  return `plan by ${by}; ${steps.length} steps, about ${seconds(criticalPathDuration)}`
}

export type Pen = ReturnType<typeof createPen>
type Colour = Parameters<typeof styleText>[0]

/** Writes in colour where that can be seen, and never beyond the width. */
export function createPen({ frame = 0, width = 100, stream = process.stdout }: Omit<DrawOptions, 'goal'>) {
  const paint = (colour: Colour, text: string) => styleText(colour, text, { stream })
  return { width, frame, paint, line: (colour: Colour, text: string) => paint(colour, cut(text, width)) }
}

function drawSteps(steps: readonly PlanStep[], view: TaskView, pen: Pen): string[] {
  return steps.flatMap((step, index) => {
    const branch = index === steps.length - 1 ? '└─' : '├─'
    const line = stepLine(step, view.steps.get(step.stepId), pen, `  ${branch} `)
    return [line, ...drawOwnSteps(step.stepId, view, pen, `  ${index === steps.length - 1 ? ' ' : '│'}  `)]
  })
}

/** The steps that a step was divided into, as far as they have begun. */
function drawOwnSteps(parent: number, view: TaskView, pen: Pen, indent: string): string[] {
  const own = [...view.steps].filter(([stepId, { action }]) => parentStepId(stepId) === parent && action !== '')
  return own.flatMap(([stepId, state]) => [
    stepLine({ stepId, ...state, dependencies: [] }, state, pen, `${indent}└─ `),
    ...drawOwnSteps(stepId, view, pen, `${indent}   `),
  ])
}

const LEAST_ACTION = 24

type DrawnStep = Pick<PlanStep, 'stepId' | 'armId' | 'action' | 'dependencies'>

/** One step: its mark, its arm, what it does, and as much of the rest as there is room for. */
export function stepLine(step: DrawnStep, state: StepView | undefined, pen: Pen, indent: string): string {
  const name = ` ${showStepId(step.stepId)} ${step.armId.padEnd(9)} `
  const room = pen.width - indent.length - 1 - name.length
  const after = step.dependencies.length > 0 ? ` ← ${step.dependencies.join(', ')}` : ''
  const tail = cut(`${after}${detail(state)}`, Math.max(0, room - LEAST_ACTION))
  const action = cut(step.action, room - tail.length)
  return `${indent}${mark(state?.state ?? 'waiting', pen)}${name}${action}${pen.paint('dim', tail)}`
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const

const spinner = (frame: number | null) => (frame === null ? '○' : (SPINNER[frame % SPINNER.length] ?? '⠋'))

function mark(state: StepState, { paint, frame }: Pen): string {
  switch (state) {
    case 'waiting':
      return paint('dim', '·')
    case 'running':
      return paint('cyan', spinner(frame))
    case 'ok':
      return paint('green', '✓')
    case 'error':
      return paint('red', '✗')
    case 'skipped':
      return paint('dim', '–')
  }
}

function detail(step: StepView | undefined): string {
  if (!step) return ''
  const cost = step.usage.tokens > 0 ? `, ${step.usage.tokens} tokens, ${dollars(step.usage.costUsd)}` : ''
  const parts = [
    ...(step.usage.seconds > 0 ? [`${seconds(step.usage.seconds)}${cost}`] : []),
    ...(step.by === null ? [] : [`by ${step.by}`]),
    ...(step.runs > 1 ? [`run ${step.runs}×`] : []),
    ...(step.kept ? ['kept'] : []),
    ...(step.note === '' ? [] : [step.note]),
  ]
  return parts.map((part) => ` · ${part}`).join('')
}

/** Where the task is, or how it ended, and what it cost. */
export function statusLine({ phase, ended, waitingFor, usage }: TaskView, pen: Pen, leaving?: string | null): string {
  const spent = usage.tokens > 0 ? ` · ${usage.tokens} tokens, ${dollars(usage.costUsd)}` : ''
  if (waitingFor) return pen.line('magenta', `  ? waits for a person: ${waitingFor}`)
  if (!ended) {
    const soFar = pen.frame === null ? '' : spent // a log is told the sum at the end
    return pen.line('cyan', `  ${spinner(pen.frame)} ${leaving ?? phase.replace('_', ' ')}${soFar}`)
  }
  if (ended.status === 'completed') return pen.line('green', `  ✓ completed${spent}`)
  return pen.line('red', `  ✗ ${ended.status}${ended.fault ? `: ${ended.fault.message}` : ''}${spent}`)
}

const seconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} s`
const dollars = (value: number) => `$${value.toFixed(4)}`

function cut(text: string, width: number): string {
  const line = withoutControls(text.replace(/[\r\n\t]+ */g, ' ')).trimEnd()
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`.slice(0, Math.max(0, width))
}
