import logUpdate from 'log-update'
import { type DrawOptions, drawTask } from './draw-task.ts'
import type { TaskView } from './task-view.ts'

export interface LiveDisplay {
  show(view: TaskView): void
  /** Leaves the last picture on the screen. */
  finish(view: TaskView): void
}

const FRAME_MS = 120

/** Redraws a task in place on a terminal; elsewhere (a log file, CI) prints a line whenever something changed. */
export function createLiveDisplay(options: DrawOptions, stream: NodeJS.WriteStream): LiveDisplay {
  return stream.isTTY ? redrawn(options, stream) : printed(options, stream)
}

function redrawn(options: DrawOptions, stream: NodeJS.WriteStream): LiveDisplay {
  let frame = 0
  let latest: TaskView | undefined
  const draw = () => {
    if (latest) logUpdate(drawTask(latest, { ...options, frame, width: stream.columns }))
    frame += 1
  }
  const timer = setInterval(draw, FRAME_MS)
  timer.unref()
  return {
    show(view) {
      latest = view
    },
    finish(view) {
      clearInterval(timer)
      latest = view
      draw()
      logUpdate.done()
    },
  }
}

function printed(options: DrawOptions, stream: NodeJS.WriteStream): LiveDisplay {
  let shown = ''
  return {
    show(view) {
      const line = progressLine(view)
      if (line !== shown) stream.write(`${line}\n`)
      shown = line
    },
    finish(view) {
      stream.write(`${drawTask(view, options)}\n`)
    },
  }
}

function progressLine({ phase, plan, steps, waitingFor }: TaskView): string {
  if (waitingFor) return `  waits for a person: ${waitingFor}`
  if (!plan) return `  ${phase}`
  const states = plan.steps.map(({ stepId, armId }) => `${stepId} ${armId} ${steps.get(stepId)?.state ?? 'waiting'}`)
  return `  ${phase}: ${states.join(' | ')}`
}
