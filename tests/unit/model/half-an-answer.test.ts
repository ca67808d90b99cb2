import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Question } from '../../../src/model/model.ts'
import { openAiModel } from '../../../src/model/openai-model.ts'

const CHUNK = {
  id: '1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content: 'half' } }],
}

/** A server that sends one piece of an answer and then nothing, or hangs up. */
let server: Server
let baseUrl: string
let isHangingUp = false
let started: PromiseWithResolvers<void>

beforeEach(async () => {
  isHangingUp = false
  started = Promise.withResolvers()
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify(CHUNK)}\n\n`, () => {
      started.resolve()
      if (isHangingUp) response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const question: Question = { purpose: 'plan', messages: [{ role: 'user', content: 'Plan it' }] }
const model = () => openAiModel({ model: 'm', baseUrl, retries: { attempts: 0 } })

describe('half an answer never passes for one', () => {
  it('when the question is aborted while the model writes', async () => {
    const controller = new AbortController()
    const asked = model().ask({ ...question, signal: controller.signal })
    const rejected = expect(asked).rejects.toThrow('cancelled')
    await started.promise
    controller.abort(new Error('cancelled'))
    await rejected
  })

  it('when time runs out while the model writes', async () => {
    await expect(model().ask({ ...question, timeoutMs: 300 })).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  })

  it('when the server hangs up while it writes', async () => {
    isHangingUp = true
    await expect(model().ask(question)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true })
  })
})
