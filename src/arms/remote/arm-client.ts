import { Agent, request } from 'undici'
import { Fault } from '../../contracts/fault.ts'

export interface ArmRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

export interface ArmAnswer {
  readonly status: number
  /** One that came several times is empty. */
  readonly headers: Headers
  readonly text: string
}

export interface ArmClient {
  /**
   * Asks an arm. Redirects are not followed. Throws `Fault`: ARM_UNAVAILABLE when it cannot be reached or the connection
   * breaks (`mayHaveBegun` says which), ARM_OUTPUT_INVALID when the answer
   * is longer than the limit. When the signal aborts it throws its reason and closes the connection.
   */
  send(armId: string, request: ArmRequest): Promise<ArmAnswer>
}

const CONNECT_LIMIT_MS = 5_000
const MAX_HEADER_BYTES = 16_384

// A connection for each call: on one that was kept open, a request may be lost in a way that cannot be told from one that
// was carried out. The caller's signal bounds the time, so the client's own limits are off.
const connections = new Agent({
  pipelining: 0,
  headersTimeout: 0,
  bodyTimeout: 0,
  maxHeaderSize: MAX_HEADER_BYTES,
  connect: { timeout: CONNECT_LIMIT_MS },
})

/** Speaks HTTP to arms; of an answer it reads at most `maxBytes`. */
export function createArmClient({ maxBytes }: { readonly maxBytes: number }): ArmClient {
  return {
    async send(armId, { method, url, headers, body, signal }) {
      signal.throwIfAborted()
      try {
        const answer = await request(url, {
          method,
          headers: { accept: 'application/json', 'accept-encoding': 'identity', ...headers },
          body: body ?? null,
          signal,
          dispatcher: connections,
        })
        const text = await readText(armId, answer.body, maxBytes)
        return { status: answer.statusCode, headers: toHeaders(answer.headers), text }
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof Fault) throw error
        throw noAnswer(armId, error)
      }
    },
  }
}

function noAnswer(armId: string, cause: unknown): Fault {
  const why = WORDS.get(codeOf(cause)) ?? 'the connection broke'
  return new Fault('ARM_UNAVAILABLE', `Arm "${armId}" does not answer: ${why}. Is it running?`, { cause })
}

async function readText(armId: string, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    // Leaving the loop destroys the body, and with it the connection.
    if (bytes > maxBytes) {
      throw new Fault('ARM_OUTPUT_INVALID', `The answer of arm "${armId}" is longer than ${maxBytes} bytes.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function toHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  const known = new Headers()
  for (const [name, value] of Object.entries(headers)) known.set(name, typeof value === 'string' ? value : '')
  return known
}

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** What goes wrong before anything is sent. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'its host is not known'],
  ['EAI_AGAIN', 'its host cannot be looked up now'],
  ['EHOSTUNREACH', 'its host cannot be reached'],
  ['ENETUNREACH', 'its network cannot be reached'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no connection was made in time'],
])

/** Whether an arm that `send` got no answer of may have begun its work: the connection broke after it stood. */
export const mayHaveBegun = ({ cause }: Fault) => cause !== undefined && !WORDS.has(codeOf(cause))
