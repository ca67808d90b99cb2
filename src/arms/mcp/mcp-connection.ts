import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  type CallToolResult,
  CallToolResultSchema,
  ErrorCode,
  ListToolsResultSchema,
  McpError,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js'
import { Fault } from '../../contracts/fault.ts'
import type { McpServer } from './mcp-config.ts'

const CONNECT_MS = 10_000
// Our own limit of an attempt comes first; this one only keeps the SDK's default of a minute from cutting in.
const CALL_MS = 3_600_000
const MAX_TOOLS = 500
// One that always has another page would never come to an end.
const MAX_PAGES = 100

export interface McpConnection {
  /** Every tool the server offers. Throws `Fault('ARM_UNAVAILABLE')`. */
  tools(): Promise<readonly Tool[]>
  /** Throws ARM_UNAVAILABLE when the server cannot be reached, and what the server or the connection made of the call. */
  call(name: string, args: Record<string, unknown>, options: CallOptions): Promise<CallToolResult>
  close(): Promise<void>
}

interface CallOptions {
  readonly signal: AbortSignal
  readonly idempotencyKey: string
}

/**
 * A connection to an MCP server that is opened when it is first needed, and anew when it was lost: a server that was
 * restarted, or that crashed, is used again by the next call.
 */
export function openMcp(name: string, server: McpServer): McpConnection {
  let connected: Promise<Client> | null = null
  let isClosed = false

  async function connect(): Promise<Client> {
    const client = new Client({ name: 'octollm', version: '1.0.0' })
    client.onclose = () => {
      connected = null
    }
    await client.connect(transportOf(server), { timeout: CONNECT_MS })
    return client
  }

  function client(): Promise<Client> {
    if (isClosed) throw unavailable(name)
    connected ??= connect().catch((error: unknown) => {
      connected = null
      throw unavailable(name, error)
    })
    return connected
  }

  // The next call opens another: the session of a server that was restarted is gone for good.
  async function forget(lost: Client): Promise<void> {
    connected = null
    await lost.close().catch(() => {})
  }

  return {
    async tools() {
      const ready = await client()
      return listTools(ready).catch((error: unknown) => {
        throw unavailable(name, error)
      })
    },
    async call(tool, args, { signal, idempotencyKey }) {
      const ready = await client()
      const params = { name: tool, arguments: args, _meta: { 'octollm/idempotency_key': idempotencyKey } }
      try {
        const request = { method: 'tools/call', params } as const
        return await ready.request(request, CallToolResultSchema, { signal, timeout: CALL_MS })
      } catch (error) {
        if (isLost(error)) await forget(ready)
        throw error
      }
    },
    async close() {
      isClosed = true
      const open = await connected?.catch(() => null)
      await open?.close()
    },
  }
}

/**
 * The requests themselves, not the client's `listTools` and `callTool`: those compile every schema of the server and check
 * outputs by them. A regular expression in one may take for ever, and one that cannot be compiled takes all tools away.
 */
async function listTools(client: Client): Promise<readonly Tool[]> {
  const tools: Tool[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < MAX_PAGES && tools.length < MAX_TOOLS; pages += 1) {
    const request = { method: 'tools/list', params: cursor === undefined ? {} : { cursor } } as const
    const page = await client.request(request, ListToolsResultSchema, { timeout: CONNECT_MS })
    tools.push(...page.tools)
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  return tools
}

/**
 * What became of a call that failed: the server refused its arguments; the call never reached it; the connection was lost
 * while it ran, so that what it was to do may have happened; or the server answered with another error.
 */
export function fateOf(error: unknown): 'refused' | 'not_reached' | 'unknown' | 'failed' {
  if (error instanceof McpError && error.code === ErrorCode.InvalidParams) return 'refused'
  if (error instanceof StreamableHTTPError && NOT_TAKEN.has(error.code ?? 0)) return 'not_reached'
  if (error instanceof TypeError && codeOf(error.cause) === 'ECONNREFUSED') return 'not_reached'
  return isLost(error) ? 'unknown' : 'failed'
}

// No such session, too many requests, not now: the server says that it has not looked at the call.
const NOT_TAKEN = new Set([404, 429, 503])

// Everything but an answer of the server.
const isLost = (error: unknown) => !(error instanceof McpError) || error.code === ErrorCode.ConnectionClosed

const codeOf = (cause: unknown) =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined

function transportOf(server: McpServer) {
  if ('url' in server) {
    return new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: server.headers } })
  }
  const { command, args, env, cwd } = server
  return new StdioClientTransport({
    command,
    args,
    env: { ...getDefaultEnvironment(), ...env },
    stderr: 'ignore', // it is the server's own log, and may quote what it was asked
    ...(cwd === undefined ? {} : { cwd }),
  })
}

const unavailable = (name: string, cause?: unknown) =>
  new Fault(
    'ARM_UNAVAILABLE',
    `The MCP server "${name}" does not answer. Start it, or take it out of the configuration.`,
    { cause },
  )
