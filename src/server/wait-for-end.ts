import type { Task } from '../contracts/task.ts'
import type { TaskStore } from '../store/task-store.ts'
import { createBell } from './bell.ts'

const ENDED: ReadonlySet<Task['status']> = new Set(['completed', 'failed', 'cancelled'])

/** The task once it has ended, or null when it has not within `limitMs` or `gone` aborts. */
export async function waitForEnd(
  tasks: Pick<TaskStore, 'find' | 'watch'>,
  taskId: string,
  limitMs: number,
  gone: AbortSignal,
): Promise<Task | null> {
  const deadline = Date.now() + limitMs
  const bell = createBell()
  const unwatch = tasks.watch(taskId, bell.ring)
  const timer = setTimeout(bell.ring, limitMs)
  gone.addEventListener('abort', bell.ring)
  try {
    while (!gone.aborted) {
      const task = await tasks.find(taskId)
      if (task && ENDED.has(task.status)) return task
      if (Date.now() >= deadline) return null
      await bell.next()
    }
    return null
  } finally {
    clearTimeout(timer)
    unwatch()
  }
}
