import { setTimeout as sleep } from 'node:timers/promises'
import { FINAL_EVENTS } from '../contracts/event.ts'
import type { TaskStore } from '../store/task-store.ts'
import type { LiveDisplay } from './live-display.ts'
import { EMPTY_VIEW, withEvent } from './task-view.ts'

interface Following {
  readonly display: LiveDisplay
  /** Aborts on Ctrl-C; the worker then comes to a good place, which is shown too. */
  readonly interrupted: AbortSignal
  /** Aborts when nothing works on the task here any more. */
  readonly workerEnded: AbortSignal
}

const LOOK_MS = 1_000

/** Shows a task until it has ended, waits for a person, or is left by the worker of this process. */
export async function followTask(
  tasks: Pick<TaskStore, 'events' | 'watch'>,
  taskId: string,
  { display, interrupted, workerEnded }: Following,
): Promise<void> {
  const bell = { ring: () => {} }
  const ring = () => bell.ring()
  const leave = () => display.leave('stopping at the next good place; Ctrl-C again stops at once')
  const unwatch = tasks.watch(taskId, ring)
  workerEnded.addEventListener('abort', ring, { once: true })
  interrupted.addEventListener('abort', leave, { once: true })
  let view = EMPTY_VIEW
  try {
    for (;;) {
      const rung = new Promise<void>((resolve) => {
        bell.ring = resolve
      })
      const isLastLook = workerEnded.aborted
      const events = await tasks.events(taskId, view.seq)
      view = events.reduce(withEvent, view)
      display.show(view)
      const isOver = events.some(({ type }) => FINAL_EVENTS.has(type)) || view.waitingFor !== null
      if (isOver || isLastLook) return
      await Promise.race([rung, sleep(LOOK_MS, undefined, { ref: false })])
    }
  } finally {
    unwatch()
    interrupted.removeEventListener('abort', leave)
    display.finish(view)
  }
}
