import { createLogUpdate } from 'log-update'
import { type DrawOptions, drawTask } from './draw-task.ts'
import { logChange } from './log-change.ts'
import { EMPTY_VIEW, type TaskView } from './task-view.ts'

type DisplayOptions = Pick<DrawOptions, 'goal' | 'modelLabel'>

export interface LiveDisplay {
  show(view: TaskView): void
  /** Prints a line above the picture. */
  say(line: string): void
  /** Says what is waited for while the task is left, e.g. after Ctrl-C. */
  leave(why: string): void
  /** Leaves the last picture on the screen. */
  finish(view: TaskView): void
}

const FRAME_MS = 120

/** Redraws a task in place on a terminal; elsewhere (a log file, CI) prints one line for a phase or a finished step. */
export function createLiveDisplay(options: DisplayOptions, stream: NodeJS.WriteStream): LiveDisplay {
  return stream.isTTY ? redrawn(options, stream) : printed(options, stream)
}

function redrawn(options: DisplayOptions, stream: NodeJS.WriteStream): LiveDisplay {
  const update = createLogUpdate(stream)
  let frame = 0
  let latest = EMPTY_VIEW
  let leaving: string | null = null
  const draw = (shown: number | null) =>
    update(drawTask(latest, { ...options, stream, leaving, frame: shown, width: stream.columns }))
  const timer = setInterval(() => {
    draw(frame)
    frame += 1
  }, FRAME_MS)
  timer.unref()
  return {
    show(view) {
      latest = view
    },
    say(line) {
      update.clear()
      stream.write(`${line}\n`)
      draw(frame)
    },
    leave(why) {
      leaving = why
    },
    finish(view) {
      clearInterval(timer)
      latest = view
      leaving = null
      draw(null)
      update.done()
    },
  }
}

function printed(options: DisplayOptions, stream: NodeJS.WriteStream): LiveDisplay {
  let shown = EMPTY_VIEW
  const write = (lines: readonly string[]) => {
    for (const line of lines) stream.write(`${line}\n`)
  }
  const show = (view: TaskView) => {
    write(logChange(shown, view, { ...options, stream }))
    shown = view
  }
  return {
    show,
    say: (line) => write([line]),
    leave: (why) => write([`  ${why}`]),
    finish: show,
  }
}
