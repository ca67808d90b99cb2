import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { ArmDescription } from '../../src/contracts/arm.ts'
import { toWire } from '../../src/contracts/wire.ts'

/** What came to `POST /execute` or `GET /status/{key}`. */
interface ArmCallSeen {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  readonly body: z.infer<typeof Body>
}

const Body = z.looseObject({
  task_id: z.string().default(''),
  step_id: z.number().default(0),
  inputs: z.record(z.string(), z.unknown()).default({}),
  idempotency_key: z.string().default(''),
})

type Answer = (call: ArmCallSeen, response: ServerResponse, request: IncomingMessage) => unknown

export interface RemoteArmServer {
  readonly url: string
  readonly port: number
  readonly calls: ArmCallSeen[]
  readonly description: ArmDescription
  /** How the next calls are answered; what it returns is the output of an outcome, unless it answered by itself. */
  onExecute: Answer
  onStatus: (key: string) => string
  onHealth: Answer
  onCapabilities: Answer
  close(): Promise<void>
}

export const anArm = (overrides: Partial<z.input<typeof ArmDescription>> = {}): ArmDescription =>
  ArmDescription.parse({
    armId: 'weather',
    name: 'Weather',
    version: '1.0.0',
    description: 'Tells the weather of a city.',
    capabilities: ['weather'],
    inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
    outputSchema: { type: 'object' },
    costTier: 1,
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: false,
    ...overrides,
  })

/** An arm over real HTTP that does what the test says: also what no good arm does. */
export async function serveRemoteArm(overrides: Parameters<typeof anArm>[0] = {}, port = 0): Promise<RemoteArmServer> {
  const description = anArm(overrides)
  const calls: ArmCallSeen[] = []
  const arm: Omit<RemoteArmServer, 'url' | 'port' | 'close'> = {
    calls,
    description,
    onExecute: () => ({ ok: true }),
    onStatus: () => 'unknown',
    onHealth: () => ({ status: 'healthy' }),
    onCapabilities: () => toWire(ArmDescription, description),
  }
  const server = createServer((request, response) => {
    answer(arm, request, response).catch(() => response.destroy())
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: bound } = server.address() as AddressInfo
  return Object.assign(arm, {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    async close() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  })
}

async function answer(
  arm: Omit<RemoteArmServer, 'url' | 'port' | 'close'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const path = request.url ?? ''
  const body = Body.parse(text === '' ? {} : JSON.parse(text))
  const call: ArmCallSeen = { path, headers: request.headers, text, body }
  const send = (value: unknown) => {
    if (!response.headersSent && value !== undefined) sendJson(response, 200, value)
  }
  if (path === '/capabilities') return send(await arm.onCapabilities(call, response, request))
  if (path === '/health') return send(await arm.onHealth(call, response, request))
  arm.calls.push(call)
  if (path.startsWith('/status/')) return send({ status: arm.onStatus(decodeURIComponent(path.slice(8))) })
  const output = await arm.onExecute(call, response, request)
  send(output === undefined ? undefined : { output, confidence: 0.9 })
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  problem: object,
  headers: Record<string, string> = {},
) {
  sendJson(response, status, problem, { 'content-type': 'application/problem+json', ...headers })
}
