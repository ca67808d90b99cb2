import { createParser } from 'eventsource-parser'
import { type TaskEvent, TaskEventBody } from '../../src/contracts/event.ts'
import { Task, TaskRequest } from '../../src/contracts/task.ts'
import { fromWire, toWire } from '../../src/contracts/wire.ts'

export interface Submitted {
  readonly status: number
  /** Null when it was refused. */
  readonly taskId: string | null
  readonly detail: string
}

/** What a user of the HTTP API does, with `fetch` and nothing else. */
export function createHttpClient(baseUrl: string) {
  const send = (path: string, init: RequestInit = {}) => fetch(new URL(path, baseUrl), init)
  const post = (path: string, body: unknown) =>
    send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

  return {
    async submit(request: TaskRequest): Promise<Submitted> {
      const response = await post('/submit', toWire(TaskRequest, request))
      const body = (await response.json()) as { task_id?: string; detail?: string; message?: string }
      return { status: response.status, taskId: body.task_id ?? null, detail: body.detail ?? body.message ?? '' }
    },

    async task(taskId: string): Promise<Task> {
      const response = await send(`/tasks/${taskId}`)
      return Task.parse(fromWire(Task, await response.json()))
    },

    async resume(taskId: string, answer: unknown): Promise<void> {
      const response = await post(`/tasks/${taskId}/resume`, answer)
      if (!response.ok) throw new Error(`resume was answered ${response.status}: ${await response.text()}`)
    },

    async isReady(): Promise<boolean> {
      return send('/ready').then(
        ({ ok }) => ok,
        () => false,
      )
    },

    /** Every event of the task, live, to its last. */
    async *events(taskId: string): AsyncGenerator<TaskEvent> {
      const response = await send(`/tasks/${taskId}/events`)
      if (!response.body) throw new Error('the event stream has no body')
      const arrived: TaskEvent[] = []
      const parser = createParser({
        onEvent: ({ id, data }) => arrived.push(toEvent(taskId, Number(id), JSON.parse(data))),
      })
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        parser.feed(chunk)
        yield* arrived.splice(0)
      }
    },
  }
}

export type HttpClient = ReturnType<typeof createHttpClient>

function toEvent(taskId: string, seq: number, data: { at?: string }): TaskEvent {
  const body = TaskEventBody.parse(fromWire(TaskEventBody, data))
  return { taskId, seq, at: data.at ?? '', ...body }
}
