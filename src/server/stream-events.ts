import { once } from 'node:events'
import type { Request, Response } from 'express'
import { z } from 'zod'
import { FINAL_EVENTS, type TaskEvent, TaskEventBody } from '../contracts/event.ts'
import { Fault } from '../contracts/fault.ts'
import type { Task } from '../contracts/task.ts'
import { toWire } from '../contracts/wire.ts'
import type { TaskStore } from '../store/task-store.ts'
import { createBell } from './bell.ts'
import { holdOpen } from './observe-requests.ts'
import { parseWire } from './read-input.ts'
import { untilGone } from './until-gone.ts'

const HEARTBEAT_MS = 15_000

const Query = z.strictObject({ after: z.string().optional() })
const Seq = /^\d{1,15}$/

interface Parts {
  readonly tasks: Pick<TaskStore, 'events' | 'watch'>
  /** Aborts when the server closes; the streams end then, and their clients come back with where they were. */
  readonly closing: AbortSignal
}

/**
 * Every event of the task as server-sent events, from where the client was to the last one; then the stream ends. A client
 * that has seen the last one is answered 204, which tells an `EventSource` to stay away. Events come from the table, so
 * none is lost or repeated, whichever server is asked.
 */
export async function streamEvents(
  { tasks, closing }: Parts,
  { taskId, completedAt }: Pick<Task, 'taskId' | 'completedAt'>,
  request: Request,
  response: Response,
): Promise<void> {
  holdOpen(response)
  const after = readPosition(request)
  const first = await tasks.events(taskId, after)
  if (completedAt !== null && first.length === 0) {
    response.status(204).end()
    return
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' })
  response.flushHeaders()
  const signal = untilGone(response, closing)
  const heartbeat = setInterval(() => response.writableNeedDrain || response.write(': still here\n\n'), HEARTBEAT_MS)
  try {
    if (request.method === 'HEAD') return
    for await (const event of eventsFrom(tasks, taskId, { after, first }, signal)) {
      await write(response, toMessage(event), signal)
    }
  } finally {
    clearInterval(heartbeat)
    response.end()
  }
}

// The header wins: an EventSource comes back with the URL it was made with, and says in the header where it is by now.
function readPosition(request: Request): number {
  const { after } = parseWire(Query, request.query, 'The query is not valid')
  const position = request.get('last-event-id') || after || '0'
  if (Seq.test(position)) return Number(position)
  throw new Fault('REQUEST_INVALID', 'Last-Event-ID, or ?after=, must be the id of an event of this task: a number.')
}

interface Start {
  readonly after: number
  readonly first: readonly TaskEvent[]
}

async function* eventsFrom(
  tasks: Parts['tasks'],
  taskId: string,
  { after, first }: Start,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent> {
  const bell = createBell()
  const unwatch = tasks.watch(taskId, bell.ring)
  signal.addEventListener('abort', bell.ring)
  let events = first
  let seq = after
  try {
    while (!signal.aborted) {
      yield* events
      if (events.some(({ type }) => FINAL_EVENTS.has(type))) return
      seq = events.at(-1)?.seq ?? seq
      events = await tasks.events(taskId, seq)
      if (events.length === 0) await bell.next() // at once, when it rang since the last wait
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
