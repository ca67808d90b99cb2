import type { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import { type Outbound, OutboundFailed, OutboundRefused, type OutboundRequest } from '../../outbound/outbound.ts'
import type { HttpAnswer } from './executor-output.ts'
import { refused } from './refused.ts'

/** An answer, and whether its body was cut. */
export interface Asked {
  readonly answer: z.infer<typeof HttpAnswer>
  readonly truncated: boolean
  readonly durationMs: number
}

/**
 * Sends a request. Throws `Fault`: ARM_INPUT_INVALID when it may not be sent, ARM_UNAVAILABLE when it may be sent again,
 * and NEEDS_RECONCILIATION when it changes something and nobody knows whether it arrived.
 */
export async function askHttp(outbound: Outbound, request: OutboundRequest, repeatable: boolean): Promise<Asked> {
  const startedAt = performance.now()
  try {
    const { status, headers, body, truncated, url } = await outbound.send(request)
    const answer = { status, url, headers, ...readable(body) }
    return { answer, truncated, durationMs: Math.round(performance.now() - startedAt) }
  } catch (error) {
    throw toFault(error, repeatable)
  }
}

/** Its success, as an exit code tells it. */
export const isGood = ({ status }: Asked['answer']) => status >= 200 && status < 300

function toFault(error: unknown, repeatable: boolean): unknown {
  if (error instanceof OutboundRefused) return refused('url', error.message, error)
  if (!(error instanceof OutboundFailed)) return error
  if (repeatable || !error.wasSent) return new Fault('ARM_UNAVAILABLE', error.message, { cause: error })
  const message = `${error.message} Whether the request took effect is not known. Check, then retry the task or cancel it.`
  return new Fault('NEEDS_RECONCILIATION', message, { cause: error })
}

function readable(body: Uint8Array): Pick<Asked['answer'], 'body' | 'body_encoding'> {
  try {
    // A character that the size limit cut in two is left out.
    return { body: new TextDecoder('utf-8', { fatal: true }).decode(body, { stream: true }), body_encoding: 'utf-8' }
  } catch {
    return { body: Buffer.from(body).toString('base64'), body_encoding: 'base64' }
  }
}
