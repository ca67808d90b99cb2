import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Request, Response } from 'express'
import { z } from 'zod'
import { FINAL_EVENTS, type TaskEvent, TaskEventBody } from '../contracts/event.ts'
import type { Task } from '../contracts/task.ts'
import { toWire } from '../contracts/wire.ts'
import type { TaskStore } from '../store/task-store.ts'
import { createBell } from './bell.ts'
import { parseWire } from './read-input.ts'

const HEARTBEAT_MS = 15_000
const POLL_MS = 1_000

const Query = z.strictObject({ after: z.coerce.number().int().min(0).optional() })
const LastEventId = z.coerce.number().int().min(0).catch(0)

/**
 * Every event of the task as server-sent events, from where the client was (`Last-Event-ID`, or `?after=`) to the last
 * one; then the stream ends. Events come from the table, so none is lost or repeated, whichever server is asked.
 */
export async function streamEvents(
  tasks: Pick<TaskStore, 'events' | 'watch'>,
  { taskId, completedAt }: Pick<Task, 'taskId' | 'completedAt'>,
  request: Request,
  response: Response,
): Promise<void> {
  const { after } = parseWire(Query, request.query, 'The query is not valid')
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  response.flushHeaders()
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS)
  const start = {
    taskId,
    after: after ?? LastEventId.parse(request.get('last-event-id') ?? 0),
    hasEnded: completedAt !== null,
  }
  try {
    for await (const event of eventsFrom(tasks, start, gone.signal)) {
      await write(response, toMessage(event), gone.signal)
    }
  } finally {
    clearInterval(heartbeat)
    response.end()
  }
}

interface Start {
  readonly taskId: string
  readonly after: number
  /** Nothing more will come than what is there. */
  readonly hasEnded: boolean
}

async function* eventsFrom(
  tasks: Pick<TaskStore, 'events' | 'watch'>,
  { taskId, after, hasEnded }: Start,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent> {
  const bell = createBell()
  const unwatch = tasks.watch(taskId, bell.ring)
  let seq = after
  try {
    while (!signal.aborted) {
      const events = await tasks.events(taskId, seq)
      yield* events
      seq = events.at(-1)?.seq ?? seq
      if (events.some(({ type }) => FINAL_EVENTS.has(type))) return
      if (events.length > 0) continue
      if (hasEnded) return
      await Promise.race([bell.next(), sleep(POLL_MS, undefined, { signal }).catch(() => {})])
    }
  } finally {
    unwatch()
  }
}

function toMessage({ taskId, seq, at, ...body }: TaskEvent): string {
  const data = { task_id: taskId, seq, at, ...(toWire(TaskEventBody, body) as object) }
  return `id: ${seq}\nevent: ${body.type}\ndata: ${JSON.stringify(data)}\n\n`
}

/** Writes at the speed of the reader. */
async function write(response: Response, message: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted || response.write(message)) return
  await once(response, 'drain', { signal }).catch(() => {}) // the client has gone; the loop sees it
}
