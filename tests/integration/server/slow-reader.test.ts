import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TaskEvent } from '../../../src/contracts/event.ts'
import { openServer, type ServerUnderTest } from '../../support/http-server.ts'

const PAGE = 100
const MESSAGE = 'x'.repeat(10_000)

describe('a client that reads slowly', () => {
  let server: ServerUnderTest
  let pages = 0

  beforeAll(async () => {
    server = await openServer(({ tasks }) => ({
      tasks: {
        ...tasks,
        /** A task to which more happens than anybody can read. */
        async events(taskId, after) {
          pages += 1
          const step = { round: 0, stepId: 1, armId: 'coder', message: MESSAGE }
          return Array.from(
            { length: PAGE },
            (_, n): TaskEvent => ({ taskId, seq: after + n + 1, at: '2026-01-01', type: 'step.progress', ...step }),
          )
        },
      },
    }))
  })
  afterAll(() => server.close())

  it('is sent no more than it takes: the rest stays in the database, not in memory', async () => {
    const taskId = await server.submit()
    const { hostname, port } = new URL(server.url)
    const socket = await new Promise<Socket>((resolve) => {
      const opened = connect(Number(port), hostname, () => resolve(opened))
    })
    socket.pause()
    socket.write(`GET /tasks/${taskId}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await expect.poll(() => pages).toBeGreaterThan(0)
    await sleep(500)
    const whenFull = pages
    await sleep(500)
    expect(pages).toBe(whenFull)

    socket.resume()
    await expect.poll(() => pages).toBeGreaterThan(whenFull)
    socket.destroy()
  })
})
