import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppParts } from '../../../src/server/create-app.ts'
import { type OpenStream, openStream } from '../../support/event-stream.ts'
import { openServer, type ServerUnderTest } from '../../support/http-server.ts'

const seqs = ({ events }: Pick<OpenStream, 'events'>) => events.map(({ id }) => Number(id))
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe('GET /tasks/:id/events', () => {
  let server: ServerUnderTest
  let watched = 0

  /** The store as it is, with a count of who watches it. */
  function countWatchers({ tasks }: AppParts): Partial<AppParts> {
    const watch: AppParts['tasks']['watch'] = (taskId, onNews) => {
      const unwatch = tasks.watch(taskId, onNews)
      watched += 1
      return () => {
        unwatch()
        watched -= 1
      }
    }
    return { tasks: { ...tasks, watch } }
  }

  beforeAll(async () => {
    server = await openServer(countWatchers)
  })
  afterAll(() => server.close())

  /** Makes events as workers would: each claim is one. */
  async function claimTimes(taskId: string, times: number): Promise<void> {
    for (let time = 0; time < times; time++) await server.tasks.claim(taskId, `worker-${time}`)
  }
  const eventsUrl = (taskId: string) => `${server.url}/tasks/${taskId}/events`

  it('streams what was and what comes, each event with its number, name and wire form, and ends with the task', async () => {
    const taskId = await server.submit({ goal: 'Write to ann.miller@example.org' })
    const stream = await openStream(eventsUrl(taskId))
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    await server.finish(taskId)
    await stream.ended
    expect(stream.events).toMatchObject([
      { id: '1', event: 'task.submitted', data: { type: 'task.submitted', seq: 1, task_id: taskId } },
      { id: '2', event: 'reflex.checked', data: { risk_score: 0, pii: { email: 1 } } },
      { id: '3', event: 'task.claimed', data: { worker_id: 'worker-1', fence: 1 } },
      { id: '4', event: 'task.completed', data: { result: { answer: 'The sum is 42.' }, usage: { cost_usd: 0 } } },
    ])
    expect(stream.events.every(({ data }) => !Number.isNaN(Date.parse(String(data['at']))))).toBe(true)
  })

  it('loses and repeats nothing for a client that breaks off again and again while events come', async () => {
    const taskId = await server.submit()
    const writing = claimTimes(taskId, 120).then(() => server.finish(taskId))
    const seen: number[] = []
    let breaks = 0
    while (seen.at(-1) !== 124) {
      const last = seen.at(-1)
      const stream = await openStream(eventsUrl(taskId), last === undefined ? {} : { 'Last-Event-ID': String(last) })
      await Promise.race([stream.ended, sleep(30)])
      stream.close()
      await stream.ended
      seen.push(...seqs(stream))
      breaks += 1
    }
    await writing
    expect(seen).toEqual(upTo(124))
    expect(breaks).toBeGreaterThan(2)
  })

  it('gives many clients at once the same whole story', async () => {
    const taskId = await server.submit()
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(eventsUrl(taskId))))
    await claimTimes(taskId, 20)
    await server.finish(taskId)
    await Promise.all(streams.map(({ ended }) => ended))
    expect(streams.map(seqs)).toEqual(Array(20).fill(upTo(24)))
  })

  it('delivers more events than one look at the table finds', async () => {
    const taskId = await server.submit()
    await claimTimes(taskId, 600)
    await server.finish(taskId)
    const stream = await openStream(eventsUrl(taskId))
    await stream.ended
    expect(seqs(stream)).toEqual(upTo(604))
  })

  it('begins after ?after, and the header of a client that comes back wins over it', async () => {
    const taskId = await server.submit()
    await server.finish(taskId)
    const after = await openStream(`${eventsUrl(taskId)}?after=2`)
    const again = await openStream(`${eventsUrl(taskId)}?after=0`, { 'Last-Event-ID': '3' })
    await Promise.all([after.ended, again.ended])
    expect([seqs(after), seqs(again)]).toEqual([[3, 4], [4]])
  })

  it('answers 204 to a client that has seen the last event, so that it stays away', async () => {
    const taskId = await server.submit()
    await server.finish(taskId)
    const headers = { 'Last-Event-ID': '4' }
    expect(await server.call(`/tasks/${taskId}/events`, { headers })).toMatchObject({ status: 204, text: '' })
  })

  it.each(['x', '-1', '1.5'])('answers 422 to Last-Event-ID "%s"', async (position) => {
    const taskId = await server.submit()
    const answer = await server.call(`/tasks/${taskId}/events`, { headers: { 'Last-Event-ID': position } })
    expect(answer).toMatchObject({ status: 422, body: { code: 'REQUEST_INVALID' } })
  })

  it('answers 404 for a task that is not there', async () => {
    const missing = await server.call('/tasks/00000000-0000-4000-8000-000000000000/events')
    expect(missing).toMatchObject({ status: 404, body: { code: 'TASK_NOT_FOUND' } })
  })

  it('is done with HEAD when the headers are out, though the client stays', async () => {
    const { hostname, port } = new URL(server.url)
    const path = `/tasks/${await server.submit()}/events`
    const socket = connect(Number(port), hostname)
    socket.write(`HEAD ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await expect.poll(() => server.logged()).toContain('"method":"HEAD"')
    socket.destroy()
  })

  it('ends with task.cancelled when the task is cancelled', async () => {
    const taskId = await server.submit()
    const stream = await openStream(eventsUrl(taskId))
    await server.call(`/tasks/${taskId}/cancel`, { method: 'POST' })
    await stream.ended
    expect(stream.events.at(-1)?.event).toBe('task.cancelled')
  })

  it('watches for nobody any more when the clients have gone', async () => {
    await expect.poll(() => watched).toBe(0)
    const taskId = await server.submit()
    const streams = await Promise.all([openStream(eventsUrl(taskId)), openStream(eventsUrl(taskId))])
    await expect.poll(() => watched).toBe(2)
    for (const stream of streams) stream.close()
    await expect.poll(() => watched).toBe(0)
  })

  it('ends streams and waiting submissions promptly when the server closes', async () => {
    const closing = await openServer()
    const taskId = await closing.submit()
    const stream = await openStream(`${closing.url}/tasks/${taskId}/events`)
    const submission = closing.call('/submit?wait=60', { json: { goal: 'Add up the numbers' } })
    await expect.poll(async () => (await closing.tasks.list({})).tasks.length).toBe(2)
    await closing.close()
    await stream.ended
    expect(seqs(stream)).toEqual([1, 2])
    expect(await submission).toMatchObject({ status: 202, body: { status: 'pending' } })
  })
})
