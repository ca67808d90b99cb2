import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Arm, ArmContext } from '../../../../src/arms/arm.ts'
import { createCommandSandbox } from '../../../../src/arms/executor/commands/create-command-sandbox.ts'
import { createSandbox } from '../../../../src/arms/executor/create-sandbox.ts'
import { createExecutorArm } from '../../../../src/arms/executor/executor-arm.ts'
import { createHttpArm } from '../../../../src/arms/executor/http-arm.ts'
import { createOutbound } from '../../../../src/outbound/create-outbound.ts'
import type { Outbound } from '../../../../src/outbound/outbound.ts'
import { CANARY, describeArmContract } from '../../../contracts/arm.ts'
import { createArmContext } from '../../../support/arm-context.ts'

const sandbox = createSandbox()
const commands = createCommandSandbox({ allowed: ['sort', 'cat'] })
const refusal = await commands.check()

let server: Server
let host = ''
let outbound: Outbound
let executor: Arm
let seen: { method: string; headers: IncomingHttpHeaders; body: string }[] = []

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/': (response) => response.end('{"rows":2}'),
  '/missing': (response) => response.writeHead(404).end('{"rows":2}'),
  '/bytes': (response) => response.end(Buffer.from([0xff, 0])),
  '/break': (response) => response.socket?.destroy(),
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({ method: String(request.method), headers: request.headers, body: Buffer.concat(chunks).toString() })
      const answer = ANSWERS[String(request.url)] ?? ANSWERS['/']
      answer?.(response)
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  host = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  outbound = createOutbound({ hosts: [host, 'http://127.0.0.1:1'], privateNetworks: ['127.0.0.1'] })
  executor = createExecutorArm({ sandbox, commands, outbound })
})
afterAll(async () => {
  server.close()
  await Promise.all([sandbox.close(), commands.close()])
})
beforeEach(() => {
  seen = []
})

const run = (arm: Arm, input: unknown, overrides: Partial<ArmContext> = {}) =>
  Promise.try(() => arm.execute(input, createArmContext(overrides)))

describe('the executor takes files in and gives files back', () => {
  it('as text and as bytes, declared ones only, and names those that are missing', async () => {
    const code = [
      'data = open("in.bin", "rb").read() + open("deep/in.txt", "rb").read()',
      'open("out.png", "wb").write(data[::-1]); open("out.csv", "w").write("a,b"); open("aside.txt", "w").write("x")',
    ].join('\n')
    const files = { 'in.bin': { base64: '/wA=' }, 'deep/in.txt': 'text' }
    const { output, artifacts } = await run(executor, { code, files, outputs: ['*.csv', 'out.png', 'never.txt'] })
    expect(output).toMatchObject({ success: true, missing_outputs: ['never.txt'], truncated: false })
    expect(artifacts).toEqual([
      { name: 'out.csv', mediaType: 'text/csv', content: 'a,b' },
      {
        name: 'out.png',
        mediaType: 'image/png;base64',
        content: Buffer.from('txet\0\xff', 'latin1').toString('base64'),
      },
    ])
  })

  it('in JavaScript too', async () => {
    const code = `
      import { readBytes, writeBytes, readFile } from 'files'
      writeBytes('out.bin', [...readBytes('in.bin'), 255])
      result = readFile('in.txt')`
    const files = { 'in.bin': { base64: '/wA=' }, 'in.txt': 'text' }
    const { output, artifacts } = await run(executor, { language: 'javascript', code, files, outputs: ['out.bin'] })
    expect(output['result']).toBe('text')
    expect(artifacts).toEqual([{ name: 'out.bin', mediaType: 'application/octet-stream;base64', content: '/wD/' }])
  })

  it.each([
    ['files', { files: { '../up': 'x' } }],
    ['files', { files: { '/etc/passwd': 'x' } }],
    ['files', { files: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [String(n), ''])) }],
    ['files', { files: { a: 'x'.repeat(1_100_000) } }],
    ['files', { files: { a: { base64: 'not base64!' } } }],
    ['outputs', { outputs: ['../*'] }],
    ['outputs', { outputs: ['/etc/*'] }],
  ])('but not with wrong %s', async (path, input) => {
    const refused = await run(executor, { code: '1', ...input }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'ARM_INPUT_INVALID', retryable: false })
    expect(JSON.stringify(refused)).toContain(`"path":"${path}`)
  })
})

describe('a program that imports what is not there', () => {
  it('is told so, alone and in its tests', async () => {
    const words = 'numpy is not available in the sandbox'
    const alone = await run(executor, { code: 'import numpy as np' })
    expect(alone.output).toMatchObject({ success: false, stderr: expect.stringContaining(words) })
    const tested = await run(executor, { code: 'import numpy', tests: 'import solution\ndef test_it(): pass' })
    expect(JSON.stringify(tested.output['tests'])).toContain(words)
  })

  it('may go on without it', async () => {
    const code = 'try:\n  import pandas\nexcept ImportError:\n  result = "without"'
    expect((await run(executor, { code })).output).toMatchObject({ success: true, result: 'without', stderr: '' })
  })
})

describe('the executor runs a command', () => {
  const input = { action: 'command', argv: ['sort', 'in.txt'], files: { 'in.txt': 'b\na\n' } }

  it('in the sandbox of the system, or not at all', async () => {
    if (refusal === null) {
      const { output, confidence } = await run(executor, input)
      expect([output['stdout'], output['exit_code'], confidence]).toEqual(['a\nb\n', 0, 0.7])
    } else {
      await expect(run(executor, input)).rejects.toMatchObject({ code: 'SANDBOX_UNAVAILABLE', retryable: false })
    }
  })

  it('only when it is allowed, and says which are', async () => {
    const refused = run(executor, { ...input, argv: ['rm', '-rf', '/'] })
    await expect(refused).rejects.toMatchObject({
      code: 'ARM_INPUT_INVALID',
      message: 'Only these programs may be run, by their plain name: sort, cat (OCTOLLM_COMMANDS).',
    })
  })

  it('never by default', async () => {
    const refused = run(createExecutorArm({ sandbox }), input)
    await expect(refused).rejects.toThrow('No command may be run here: name the allowed programs in OCTOLLM_COMMANDS')
  })
})

describe('the executor asks a host', () => {
  it('and gives the answer, whatever its status', async () => {
    const good = await run(executor, { action: 'http', url: `${host}/rows` })
    expect(good.output).toMatchObject({ success: true, exit_code: 0, stdout: '{"rows":2}', http: { status: 200 } })
    const bad = await run(executor, { action: 'http', url: `${host}/missing` })
    expect(bad.output).toMatchObject({ success: false, exit_code: 1, http: { status: 404, body: '{"rows":2}' } })
    expect([good.confidence, bad.confidence]).toEqual([0.95, 0.3])
  })

  it('and gives bytes as base64', async () => {
    const { output } = await run(executor, { action: 'http', url: `${host}/bytes` })
    expect(output).toMatchObject({ stdout: '', http: { body: '/wA=', body_encoding: 'base64' } })
  })

  it.each([
    ['method', { url: 'https://a.test/', method: 'POST' }, 'use the arm "http"'],
    ['url', {}, 'give `url`'],
    ['url', { url: 'https://a.test/' }, 'not among the allowed hosts'],
  ])('but not with a wrong %s', async (path, input, message) => {
    const refused = run(executor, { action: 'http', ...input })
    await expect(refused).rejects.toMatchObject({
      code: 'ARM_INPUT_INVALID',
      message: expect.stringContaining(message),
      errors: [{ path }],
    })
  })

  it('never by default', async () => {
    const refused = run(createExecutorArm({ sandbox }), { action: 'http', url: `${host}/` })
    await expect(refused).rejects.toThrow('No host may be asked here: name the allowed ones in OCTOLLM_HTTP_HOSTS')
  })

  it('again when it did not answer, for that does no harm', async () => {
    const failed = run(executor, { action: 'http', url: `${host}/break` })
    await expect(failed).rejects.toMatchObject({ code: 'ARM_UNAVAILABLE', retryable: true })
  })
})

describe('the arm "http" sends what changes something', () => {
  const send = (input: object) => run(createHttpArm({ outbound }), { method: 'POST', url: `${host}/`, ...input })

  it('with the idempotency key of its step, whatever the plan says', async () => {
    const headers = { 'Idempotency-Key': 'of the plan', 'X-Note': 'kept' }
    const { output, confidence } = await send({ json: { a: [1] }, headers })
    expect([output['status'], confidence]).toEqual([200, 0.95])
    const [request] = seen
    expect(request).toMatchObject({ method: 'POST', body: '{"a":[1]}' })
    expect(request?.headers).toMatchObject({
      'idempotency-key': createArmContext().idempotencyKey,
      'content-type': 'application/json',
      'x-note': 'kept',
    })
  })

  it('has side effects and waits for a person; the executor has none', () => {
    expect(createHttpArm({ outbound })).toMatchObject({ sideEffects: true, actsOnWorld: true })
    expect(executor).toMatchObject({ sideEffects: false, actsOnWorld: true })
  })

  it('once: when nobody knows whether it arrived, a person is asked', async () => {
    await expect(send({ url: `${host}/break` })).rejects.toMatchObject({
      code: 'NEEDS_RECONCILIATION',
      retryable: false,
    })
    expect(seen).toHaveLength(1)
  })

  it('again when it cannot have arrived', async () => {
    await expect(send({ url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({
      code: 'ARM_UNAVAILABLE',
      retryable: true,
    })
  })

  it('and nothing to a host that is not allowed', async () => {
    await expect(send({ url: 'https://a.test/' })).rejects.toMatchObject({
      code: 'ARM_INPUT_INVALID',
      errors: [{ path: 'url' }],
    })
    await expect(send({ method: 'GET' })).rejects.toMatchObject({
      code: 'ARM_INPUT_INVALID',
      errors: [{ path: 'method' }],
    })
  })
})

describeArmContract('http', {
  createArm: () => createHttpArm({ outbound: { send: (request) => outbound.send({ ...request, url: `${host}/` }) } }),
  input: { method: 'POST', url: 'https://api.example.com/', body: CANARY },
  badInput: { value: { method: CANARY, url: 'https://api.example.com/' }, path: 'method' },
})
