import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOutbound } from '../../src/outbound/create-outbound.ts'
import { givenPlans } from '../support/graph.ts'
import { planStep } from '../support/plans.ts'
import { openWorkedTasks } from '../support/worked-tasks.ts'

let tasks: Awaited<ReturnType<typeof openWorkedTasks>>
let server: Server
let host = ''
let death: AbortController | undefined
const arrived: { method: string; key: unknown }[] = []

beforeAll(async () => {
  tasks = await openWorkedTasks()
  server = createServer(({ method = '', headers }, response) => {
    arrived.push({ method, key: headers['idempotency-key'] })
    if (death) death.abort(new Error('killed'))
    else response.end('done')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  host = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await tasks.close()
})

/** A task whose worker dies when its request has arrived and is not answered yet, run by another worker. */
async function afterDeath(armId: string, inputs: Record<string, unknown>) {
  arrived.splice(0)
  death = new AbortController()
  const taskId = await tasks.submit()
  const options = {
    planner: givenPlans([planStep({ stepId: 1, armId, inputs })]),
    outbound: createOutbound({ hosts: [host], privateNetworks: ['127.0.0.1'] }),
  }
  await expect(tasks.work(taskId, options, { signal: death.signal })).rejects.toThrow('killed')
  death = undefined
  return tasks.work(taskId, options)
}

describe('a request whose worker died before the answer', () => {
  it('is not sent again when it changes something: a person is asked', async () => {
    const end = await afterDeath('http', { method: 'POST', url: `${host}/orders`, json: { amount: 1 } })
    expect(end).toMatchObject({ outcome: { status: 'failed', fault: { code: 'NEEDS_RECONCILIATION' } } })
    expect(arrived).toEqual([{ method: 'POST', key: expect.stringMatching(/.{8,}/) }])
  })

  it('is just sent again when it only asks', async () => {
    const end = await afterDeath('executor', { action: 'http', url: `${host}/orders` })
    expect(end).toMatchObject({ outcome: { status: 'completed' } })
    expect(arrived.map(({ method }) => method)).toEqual(['GET', 'GET'])
  })
})
