import { parentStepId } from '../contracts/step-id.ts'
import { createPen, type DrawOptions, describePlan, statusLine, stepLine } from './draw-task.ts'
import type { TaskView } from './task-view.ts'

const FINISHED: ReadonlySet<string | undefined> = new Set(['ok', 'error', 'skipped'])

/** What a log is told between two views of a task: a line for each phase, plan, finished step and remark. */
export function logChange(before: TaskView, after: TaskView, { goal, ...options }: DrawOptions): string[] {
  if (after.seq === before.seq) return []
  const pen = createPen({ ...options, frame: null })
  const isNewPlan = after.plan !== null && after.plan !== before.plan
  return [
    ...(before.seq === 0 ? [pen.line('bold', goal)] : []),
    ...(isNewPlan && after.plan ? [`  ${describePlan(after.plan, options.modelLabel)}`] : []),
    ...finishedSteps(isNewPlan ? null : before, after, (step) =>
      stepLine(step, after.steps.get(step.stepId), pen, '  '),
    ),
    ...after.remarks.slice(before.remarks.length).map((remark) => pen.line('yellow', `  ! ${remark}`)),
    ...(changesState(before, after) ? [statusLine(after, pen)] : []),
  ]
}

type Step = Parameters<typeof stepLine>[0]

function finishedSteps(before: TaskView | null, { plan, steps }: TaskView, draw: (step: Step) => string): string[] {
  const isNewlyFinished = ({ stepId }: Step) => {
    const now = steps.get(stepId)
    const then = before?.steps.get(stepId)
    return FINISHED.has(now?.state) && (now?.runs !== then?.runs || !FINISHED.has(then?.state))
  }
  const own = [...steps].flatMap(([stepId, { armId, action }]) =>
    parentStepId(stepId) === null || action === '' ? [] : [{ stepId, armId, action, dependencies: [] }],
  )
  return [...own, ...(plan?.steps ?? [])].filter(isNewlyFinished).map(draw)
}

function changesState(before: TaskView, after: TaskView): boolean {
  if (after.ended || after.waitingFor) return before.ended !== after.ended || before.waitingFor !== after.waitingFor
  return before.phase !== after.phase && after.phase !== 'done'
}
