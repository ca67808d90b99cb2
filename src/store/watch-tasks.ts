import type { Notifications } from './notifications.ts'
import type { Sql } from './sql.ts'

const LOOK = 'select id, fence::float8, event_seq::float8 from tasks where id = any($1::uuid[])'

interface Look {
  readonly id: string
  readonly fence: number
  readonly event_seq: number
}

/** Told how its task stands; undefined when the task is gone. */
type Watcher = (look: Look | undefined) => void

interface WatchParts {
  readonly pool: Sql
  readonly notifications: Notifications
  /** How often one query looks at all watched tasks, in case news got lost. */
  readonly pollMs: number
}

/** The topic of a raised fence. That of a task's events is the task's id. */
export const fenceTopic = (taskId: string) => `fence:${taskId}`

export function createTaskWatch({ pool, notifications, pollMs }: WatchParts) {
  const watchers = new Map<string, Set<Watcher>>()
  let timer: NodeJS.Timeout | undefined

  async function look(taskIds: readonly string[]): Promise<void> {
    const { rows } = await pool.query<Look>(LOOK, [taskIds])
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const taskId of taskIds) {
      for (const watcher of watchers.get(taskId) ?? []) watcher(byId.get(taskId))
    }
  }

  // A look that fails is made good by the next one.
  const tryLook = (taskIds: readonly string[]) => look(taskIds).catch(() => {})

  function pollSoon(): void {
    timer = setTimeout(async () => {
      await tryLook([...watchers.keys()])
      if (watchers.size > 0) pollSoon()
      else timer = undefined
    }, pollMs)
    timer.unref()
  }

  function add(taskId: string, watcher: Watcher, unsubscribe: () => void): () => void {
    const known = watchers.get(taskId) ?? new Set()
    watchers.set(taskId, known.add(watcher))
    if (!timer) pollSoon()
    return () => {
      unsubscribe()
      known.delete(watcher)
      if (known.size === 0 && watchers.get(taskId) === known) watchers.delete(taskId)
    }
  }

  return {
    watch(taskId: string, onNews: () => void): () => void {
      let seen: number | undefined
      const watcher: Watcher = (found) => {
        if (!found || found.event_seq === seen) return
        seen = found.event_seq
        onNews()
      }
      return add(taskId, watcher, notifications.subscribe(taskId, onNews))
    },

    watchCancel(taskId: string, fence: number, onCancel: () => void): () => void {
      const watcher: Watcher = (found) => {
        // An older fence is what a look saw that began before the claim.
        if (found && found.fence <= fence) return
        stop()
        onCancel()
      }
      const lookNow = () => void tryLook([taskId])
      const stop = add(taskId, watcher, notifications.subscribe(fenceTopic(taskId), lookNow))
      lookNow() // it may have happened before anybody watched
      return stop
    },
  }
}
