import type { LookupFunction } from 'node:net'
import { Agent, buildConnector, request } from 'undici'
import { OutboundFailed, type OutboundResponse } from './outbound.ts'

export interface Address {
  readonly address: string
  readonly family: number
}

export interface Sending {
  readonly url: URL
  /** The checked address the connection goes to. */
  readonly address: Address
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  readonly maxBytes: number
  /** The caller's: its reason is thrown. */
  readonly cancelled: AbortSignal
  /** The time limit. */
  readonly late: AbortSignal
}

/** One request and its answer over a connection of its own, whatever became of a redirect. Throws `OutboundFailed`. */
export async function sendOnce(sending: Sending): Promise<OutboundResponse> {
  const { url, method, headers, body, maxBytes, cancelled, late } = sending
  const line = connectTo(sending.address)
  try {
    const answer = await request(url, {
      dispatcher: line.agent,
      method,
      headers: { ...headers, 'accept-encoding': 'identity' },
      body: body ?? null,
      signal: AbortSignal.any([cancelled, late]),
    })
    const { bytes, truncated } = await readSome(answer.body, maxBytes)
    return { status: answer.statusCode, headers: plain(answer.headers), body: bytes, truncated, url: url.href }
  } catch (cause) {
    cancelled.throwIfAborted()
    throw new OutboundFailed(whatHappened(line.stood(), late.aborted), { wasSent: line.stood(), cause })
  } finally {
    await line.agent.destroy()
  }
}

function whatHappened(stood: boolean, isLate: boolean): string {
  if (isLate) return stood ? 'The host did not answer in time.' : 'No connection to the host could be made in time.'
  return stood ? 'The connection broke before the answer was there.' : 'No connection to the host could be made.'
}

function connectTo(checked: Address): { readonly agent: Agent; stood(): boolean } {
  const lookup: LookupFunction = (_hostname, options, callback) => {
    if (options.all) callback(null, [{ address: checked.address, family: checked.family }])
    else callback(null, checked.address, checked.family)
  }
  let stood = false
  const connect = buildConnector({ lookup, autoSelectFamily: false })
  const agent = new Agent({
    connect(options, callback) {
      connect(options, (error, socket) => {
        if (error) return callback(error, null)
        stood = true
        callback(null, socket)
      })
    },
  })
  return { agent, stood: () => stood }
}

async function readSome(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly truncated: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxBytes) break
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), truncated: size > maxBytes }
}

function plain(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Record<string, string> {
  const shown = Object.entries(headers).filter(([name, value]) => value !== undefined && !name.startsWith('set-cookie'))
  return Object.fromEntries(
    shown.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  )
}
