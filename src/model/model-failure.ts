import { BrokenCircuitError } from 'cockatiel'
import { Fault } from '../contracts/fault.ts'

/** What went wrong with a model call, read from whatever the client of some vendor threw. */
export interface ModelFailure {
  /** HTTP status, or null when there was no answer. */
  readonly status: number | null
  /** The same call may go well a little later. */
  readonly retryable: boolean
  /** What the server asked for in Retry-After. */
  readonly retryAfterMs: number | null
}

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 409, 429])
const NETWORK = /connection|timeout|timed ?out|network|fetch failed|socket|terminated|ECONN|ENOTFOUND|EPIPE|EAI_AGAIN/i

/**
 * A call is repeated when the server could not be reached, did not answer in time, or answered 408, 409, 429 or 5xx; a
 * 429 for want of credit (`insufficient_quota`) is not.
 */
export function readFailure(error: unknown): ModelFailure {
  if (error instanceof Fault) return { status: null, retryable: error.retryable, retryAfterMs: null }
  const status = statusOf(error)
  const retryAfterMs = retryAfterOf(error)
  if (status === null) return { status, retryable: isNetworkError(error), retryAfterMs }
  const outOfCredit = propertyOf(error, 'code') === 'insufficient_quota'
  return { status, retryable: !outOfCredit && (status >= 500 || RETRYABLE_STATUS.has(status)), retryAfterMs }
}

/** True for a 400 or 422 that is about `response_format`: the server does not know it. */
export function refusesResponseFormat(error: unknown): boolean {
  const status = statusOf(error)
  if (status !== 400 && status !== 422) return false
  return /response_format|json_schema|structured output/i.test(error instanceof Error ? error.message : '')
}

/** The failure as a `Fault`. Nothing of the server's text is repeated: it may hold parts of the key or of the prompt. */
export function toModelFault(error: unknown, model: string, opensAgainInMs: number): Fault {
  if (error instanceof Fault) return error
  if (error instanceof BrokenCircuitError) return leftAlone(model, opensAgainInMs)
  const { status, retryable, retryAfterMs } = readFailure(error)
  if (!retryable) {
    return new Fault('MODEL_REFUSED', `The model "${model}" refused the request: ${adviceFor(status)}`, {
      cause: error,
    })
  }
  const what = status === null ? 'cannot be reached' : `answers HTTP ${status}`
  return new Fault('MODEL_UNAVAILABLE', `The model "${model}" ${what}. Try again later, or check its address.`, {
    cause: error,
    ...(retryAfterMs === null ? {} : { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
  })
}

/** The fault while the breaker is open. */
export function leftAlone(model: string, forMs: number): Fault {
  const retryAfterSeconds = Math.ceil(forMs / 1000)
  const message = `The model "${model}" failed several times in a row and is left alone for ${retryAfterSeconds} s.`
  return new Fault('MODEL_UNAVAILABLE', message, { retryAfterSeconds })
}

const ADVICE: Readonly<Record<number, string>> = {
  401: 'HTTP 401. Check the API key.',
  403: 'HTTP 403. Check that the API key may use this model.',
  404: 'HTTP 404. Check the name of the model and the base URL.',
  413: 'HTTP 413. The prompt is too long: give less context.',
  429: 'HTTP 429. The account has no credit left.',
}

function adviceFor(status: number | null): string {
  if (status === null) return 'its client failed before or after the request. The log has the details.'
  return ADVICE[status] ?? `HTTP ${status}. Check the settings of the model and the length of the context.`
}

function statusOf(error: unknown): number | null {
  const status = propertyOf(error, 'status') ?? propertyOf(error, 'statusCode')
  return typeof status === 'number' ? status : null
}

// Clients wrap the system's error once or twice; the name of what happened is somewhere in the chain.
function isNetworkError(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false
  const words = `${error.name} ${error.constructor.name} ${error.message} ${String(propertyOf(error, 'code') ?? '')}`
  return NETWORK.test(words) || isNetworkError(error.cause, depth + 1)
}

function retryAfterOf(error: unknown): number | null {
  const headers = propertyOf(error, 'headers')
  const read = (name: string) => (headers instanceof Headers ? headers.get(name) : propertyOf(headers, name))
  const milliseconds = Number.parseFloat(String(read('retry-after-ms') ?? ''))
  if (milliseconds >= 0) return milliseconds
  const after = String(read('retry-after') ?? '')
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000
  const date = Date.parse(after)
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now())
}

function propertyOf(value: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object') return undefined
  return Reflect.get(value, name)
}
