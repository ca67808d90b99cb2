import type { ErrorRequestHandler, Response } from 'express'
import { Fault, type FaultCode, type FaultRecord, toFaultRecord } from '../contracts/fault.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { isConnectionLost } from '../store/connection-lost.ts'
import type { Logger } from '../telemetry/log.ts'
import { count } from '../telemetry/metrics.ts'
import { hideInError, hideInFault, showablePath } from './hide-personal.ts'
import { requestIdOf } from './request-id.ts'

/** What HTTP says to each fault. A new code has to be given a status here before this compiles. */
const STATUS = {
  REQUEST_MALFORMED: 400,
  REQUEST_INVALID: 422,
  REQUEST_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  METHOD_NOT_ALLOWED: 405,
  HOST_NOT_ALLOWED: 403,
  IDEMPOTENCY_MISMATCH: 422,
  REFLEX_BLOCKED: 403,
  RATE_LIMITED: 429,
  ROUTE_NOT_FOUND: 404,
  TASK_NOT_FOUND: 404,
  DOCUMENT_NOT_FOUND: 404,
  TASK_NOT_WAITING: 409,
  TASK_ENDED: 409,
  PLAN_INVALID: 422,
  PLAN_REJECTED: 409,
  MODEL_UNAVAILABLE: 503,
  MODEL_REFUSED: 502,
  MODEL_ANSWER_INVALID: 502,
  ARM_UNKNOWN: 422,
  ARM_UNAVAILABLE: 503,
  ARM_INPUT_INVALID: 422,
  ARM_OUTPUT_INVALID: 502,
  ARM_FAILED: 502,
  ARM_TIMEOUT: 504,
  ARM_UNAUTHORIZED: 502,
  ARM_NOT_FOUND: 404,
  ARM_CONFLICT: 409,
  ARM_HOST_NOT_ALLOWED: 403,
  STEP_REJECTED: 409,
  DEPENDENCY_FAILED: 424,
  SANDBOX_UNAVAILABLE: 503,
  NEEDS_RECONCILIATION: 409,
  CRITERIA_NOT_MET: 422,
  OUTPUT_UNSAFE: 422,
  MEMORY_REFUSED: 422,
  MEMORY_NOT_FOUND: 404,
  BUDGET_EXCEEDED: 402,
  TASK_TIMEOUT: 504,
  TASK_CANCELLED: 409,
  LEASE_LOST: 409,
  DATABASE_UNAVAILABLE: 503,
  INTERNAL: 500,
} as const satisfies Record<FaultCode, number>

/** Tells of a fault in the form of a route's answers. False where a problem is to be the answer. */
type AnswerInKind = (response: Response) => boolean

interface ErrorHandlerParts {
  readonly log: Logger
  readonly reflex: Reflex
  /** By path. */
  readonly inKind?: Readonly<Record<string, AnswerInKind>>
}

/** Every error of every route ends here, as RFC 9457 problem details, and nowhere else. */
export function createErrorHandler({ log, reflex, inKind = {} }: ErrorHandlerParts): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const fault = hideInFault(reflex, toFaultRecord(asFault(error)))
    count('errors', { code: fault.code })
    if (STATUS[fault.code] >= 500) {
      const fields = { code: fault.code, request_id: requestIdOf(response), method: request.method }
      log.error({ error: hideInError(reflex, error), ...fields }, 'request.failed')
    }
    // A stream broke half-way: its client comes back for the rest.
    if (response.headersSent) response.destroy()
    else sendFault(response, fault, { path: showablePath(reflex, request.path), inKind: inKind[request.path] })
  }
}

interface Asked {
  /** Null when it may not be shown. */
  readonly path: string | null
  readonly inKind: AnswerInKind | undefined
}

function sendFault(response: Response, fault: FaultRecord, { path, inKind }: Asked): void {
  const status = STATUS[fault.code]
  const wait = fault.retryAfterSeconds ?? (status === 429 || status === 503 ? 1 : undefined)
  if (wait !== undefined) response.set('Retry-After', String(Math.ceil(wait)))
  response.status(status)
  if (inKind?.(response)) return
  response.type('application/problem+json').send(JSON.stringify(toProblem(response, fault, { path, wait })))
}

interface Circumstances {
  readonly path: string | null
  /** Seconds to wait before trying again. */
  readonly wait: number | undefined
}

function toProblem(response: Response, fault: FaultRecord, { path, wait }: Circumstances): object {
  const { code, message, retryable, errors } = fault
  return {
    type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`,
    title: titleOf(code),
    status: STATUS[code],
    detail: message,
    ...(path === null ? {} : { instance: path }),
    code,
    request_id: requestIdOf(response),
    retryable,
    ...(wait === undefined ? {} : { retry_after_seconds: wait }),
    ...(errors === undefined ? {} : { errors }),
  }
}

/** A fault's title is its code in words: "TASK_NOT_FOUND" → "Task not found". */
function titleOf(code: FaultCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

/** Errors of Express and of the database driver, told apart by what they carry. */
function asFault(error: unknown): unknown {
  if (error instanceof Fault || typeof error !== 'object' || error === null) return error
  if ('type' in error && typeof error.type === 'string') return bodyFault(error.type, error)
  if (error instanceof URIError) return new Fault('ROUTE_NOT_FOUND', 'The path is not well encoded.', { cause: error })
  if ('expose' in error && error.expose === true) {
    return new Fault('REQUEST_MALFORMED', 'The request could not be read.', { cause: error })
  }
  if (isConnectionLost(error)) {
    return new Fault('DATABASE_UNAVAILABLE', 'The database does not answer; try again in a moment.', { cause: error })
  }
  return error
}

// https://github.com/expressjs/body-parser#errors
function bodyFault(type: string, cause: object): unknown {
  switch (type) {
    case 'entity.parse.failed':
      return new Fault('REQUEST_MALFORMED', 'The body is not valid JSON.', { cause })
    case 'entity.too.large':
      return new Fault('REQUEST_TOO_LARGE', `The body may have at most ${limitOf(cause)} KB.`, { cause })
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Fault('MEDIA_TYPE_UNSUPPORTED', 'Send the body as UTF-8, plain, gzip or deflate.', { cause })
    case 'request.aborted':
    case 'request.size.invalid':
      return new Fault('REQUEST_MALFORMED', 'The body did not arrive whole.', { cause })
    default:
      return cause
  }
}

const limitOf = (error: object) => ('limit' in error && typeof error.limit === 'number' ? error.limit / 1_024 : 0)
