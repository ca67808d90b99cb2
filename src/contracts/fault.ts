import { z } from 'zod'

/** Every way a task, a step or a request can fail. A code is never renamed; `docs/faults.md` says what each means. */
export const FaultCode = z.enum([
  'REQUEST_MALFORMED',
  'REQUEST_INVALID',
  'REQUEST_TOO_LARGE',
  'MEDIA_TYPE_UNSUPPORTED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'IDEMPOTENCY_MISMATCH',
  'REFLEX_BLOCKED',
  'RATE_LIMITED',
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'HOST_NOT_ALLOWED',
  'TASK_NOT_FOUND',
  'DOCUMENT_NOT_FOUND',
  'TASK_NOT_WAITING',
  'TASK_ENDED',
  'PLAN_INVALID',
  'PLAN_REJECTED',
  'MODEL_UNAVAILABLE',
  'MODEL_REFUSED',
  'MODEL_ANSWER_INVALID',
  'ARM_UNKNOWN',
  'ARM_UNAVAILABLE',
  'ARM_INPUT_INVALID',
  'ARM_OUTPUT_INVALID',
  'ARM_FAILED',
  'ARM_TIMEOUT',
  'ARM_UNAUTHORIZED',
  'ARM_NOT_FOUND',
  'ARM_CONFLICT',
  'ARM_HOST_NOT_ALLOWED',
  'STEP_REJECTED',
  'DEPENDENCY_FAILED',
  'SANDBOX_UNAVAILABLE',
  'NEEDS_RECONCILIATION',
  'CRITERIA_NOT_MET',
  'OUTPUT_UNSAFE',
  'MEMORY_REFUSED',
  'MEMORY_NOT_FOUND',
  'BUDGET_EXCEEDED',
  'TASK_TIMEOUT',
  'TASK_CANCELLED',
  'LEASE_LOST',
  'DATABASE_UNAVAILABLE',
  'INTERNAL',
])
export type FaultCode = z.infer<typeof FaultCode>

/** A fault as it crosses a process: no stack, no cause, no class. */
export const FaultRecord = z.object({
  code: FaultCode,
  message: z.string(),
  /** True when the same request may succeed later without being changed. */
  retryable: z.boolean().default(false),
  /** Whole seconds to wait before trying again, where known. */
  retryAfterSeconds: z.number().optional(),
  /** What is wrong where, for input that did not validate: a JSON path and a sentence. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type FaultRecord = z.infer<typeof FaultRecord>

const RETRYABLE: ReadonlySet<FaultCode> = new Set([
  'RATE_LIMITED',
  'MODEL_UNAVAILABLE',
  'ARM_UNAVAILABLE',
  'ARM_TIMEOUT',
  'SANDBOX_UNAVAILABLE',
  'DATABASE_UNAVAILABLE',
])

export type FaultDetails = Partial<Omit<FaultRecord, 'code' | 'message'>> & { readonly cause?: unknown }

/** A failure with a code. Its message is shown to users: it says what to do and carries no secret and no personal data. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  readonly retryable: boolean
  readonly retryAfterSeconds: number | undefined
  readonly errors: FaultRecord['errors']

  constructor(code: FaultCode, message: string, { cause, retryable, retryAfterSeconds, errors }: FaultDetails = {}) {
    super(message, { cause })
    this.code = code
    this.retryable = retryable ?? RETRYABLE.has(code)
    this.retryAfterSeconds = retryAfterSeconds
    this.errors = errors
  }
}

/** Anything that was thrown, as a record that may be shown: what is not a `Fault` says nothing of itself. */
export function toFaultRecord(error: unknown): FaultRecord {
  if (!(error instanceof Fault)) {
    return {
      code: 'INTERNAL',
      message: 'Something went wrong inside OctoLLM; the log has the details.',
      retryable: false,
    }
  }
  return {
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    ...(error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
    ...(error.errors === undefined ? {} : { errors: error.errors }),
  }
}

const MAX_ERRORS = 50
const MAX_ERROR_CHARS = 500

const shortened = (text: string) => (text.length > MAX_ERROR_CHARS ? `${text.slice(0, MAX_ERROR_CHARS)}…` : text)

/** A `Fault` for input that a schema refused, naming each path. `toName` renders a path segment as the sender spelt it. */
export function invalidInput(
  code: FaultCode,
  summary: string,
  error: z.ZodError,
  toName: (segment: string) => string = (segment) => segment,
): Fault {
  // There may be one for each of a million items, under names of any length.
  const errors = error.issues.slice(0, MAX_ERRORS).map((issue) => ({
    path: shortened(
      issue.path.map((segment) => (typeof segment === 'string' ? toName(segment) : String(segment))).join('.'),
    ),
    message: shortened(issue.message),
  }))
  const list = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
  const more = error.issues.length - errors.length
  return new Fault(code, `${summary}: ${list}${more > 0 ? `; and ${more} more` : ''}`, { errors, cause: error })
}
