import { setTimeout as sleep } from 'node:timers/promises'
import type { Task } from '../contracts/task.ts'
import type { TaskStore } from '../store/task-store.ts'
import { createBell } from './bell.ts'

const ENDED: ReadonlySet<Task['status']> = new Set(['completed', 'failed', 'cancelled'])
const POLL_MS = 1_000

/** The task once it has ended, or null when it has not within `limitMs` or the client has gone. */
export async function waitForEnd(
  tasks: Pick<TaskStore, 'find' | 'watch'>,
  taskId: string,
  limitMs: number,
  gone: AbortSignal,
): Promise<Task | null> {
  const deadline = Date.now() + limitMs
  const bell = createBell()
  const unwatch = tasks.watch(taskId, bell.ring)
  try {
    while (!gone.aborted) {
      const task = await tasks.find(taskId)
      if (task && ENDED.has(task.status)) return task
      const left = deadline - Date.now()
      if (left <= 0) return null
      await Promise.race([bell.next(), sleep(Math.min(left, POLL_MS), undefined, { signal: gone }).catch(() => {})])
    }
    return null
  } finally {
    unwatch()
  }
}
