import type { Job, Transaction } from '../queue/queue.ts'
import { buryTask, gotOn } from './bury-task.ts'
import { cancelTask } from './cancel-task.ts'
import { claimTask } from './claim-task.ts'
import { listEvents } from './event-row.ts'
import { findTask, getTask } from './find-task.ts'
import { listResults } from './list-results.ts'
import { listTasks } from './list-tasks.ts'
import type { Notifications } from './notifications.ts'
import { readTrace } from './read-trace.ts'
import { releaseTask } from './release-task.ts'
import { resumeTask } from './resume-task.ts'
import { settleTask } from './settle-task.ts'
import type { Pool } from './sql.ts'
import { submitTask } from './submit-task.ts'
import { isTaskId } from './task-id.ts'
import type { TaskStore } from './task-store.ts'
import { waitTask } from './wait-task.ts'
import { createTaskWatch, fenceTopic } from './watch-tasks.ts'

interface TaskStoreParts {
  readonly pool: Pool
  /** Puts a task in line as part of the transaction: the queue's. */
  enqueue(job: Job, transaction: Transaction): Promise<void>
  /** Called after the commit of whatever was put in line: the queue's. */
  wake(): void
  readonly notifications: Notifications
  /** How often watchers look by themselves, because news may get lost; 1,000 when left out. */
  readonly pollMs?: number
}

const EVENTS_LIMIT = 500

/** The task store on Postgres. Everything that resolves is committed. */
export function createTaskStore({ pool, enqueue, wake, notifications, pollMs = 1_000 }: TaskStoreParts): TaskStore {
  const { watch, watchCancel } = createTaskWatch({ pool, notifications, pollMs })
  const tellOfEvents = (taskId: string) => notifications.publish(taskId)
  const tellOfFence = (taskId: string) => {
    notifications.publish(fenceTopic(taskId))
    tellOfEvents(taskId)
  }

  return {
    async submit(submission) {
      const { taskId, created } = await submitTask(pool, enqueue, submission)
      if (created) wake()
      return { task: await getTask(pool, taskId), created }
    },
    find: (taskId) => findTask(pool, taskId),
    list: (filter) => listTasks(pool, filter),
    results: async (taskId) => (isTaskId(taskId) ? listResults(pool, taskId) : []),
    events: async (taskId, after, limit = EVENTS_LIMIT) =>
      isTaskId(taskId) ? listEvents(pool, taskId, after, limit) : [],
    trace: (taskId) => readTrace(pool, taskId),
    watch,
    watchCancel,
    async cancel(taskId, reason, tokens = null) {
      if (await cancelTask(pool, taskId, reason, tokens)) tellOfFence(taskId)
      return getTask(pool, taskId)
    },
    async resume(taskId, answer, tokens = null) {
      await resumeTask(pool, enqueue, taskId, { answer, tokens })
      wake()
      tellOfEvents(taskId)
      return getTask(pool, taskId)
    },
    async claim(taskId, workerId) {
      const claimed = await claimTask(pool, taskId, workerId)
      if (claimed) tellOfFence(taskId)
      return claimed
    },
    async settle(taskId, fence, outcome) {
      const isSettled = await settleTask(pool, taskId, fence, outcome)
      if (isSettled) tellOfEvents(taskId)
      return isSettled
    },
    async wait(taskId, fence, interrupt) {
      const isWaiting = await waitTask(pool, taskId, fence, interrupt)
      if (isWaiting) tellOfEvents(taskId)
      return isWaiting
    },
    release: (taskId, fence, waitsSeconds = 0) => releaseTask(pool, taskId, fence, waitsSeconds),
    gotOn: (taskId) => gotOn(pool, taskId),
    async bury(taskId, fault) {
      if (await buryTask(pool, taskId, fault)) tellOfFence(taskId)
    },
  }
}
