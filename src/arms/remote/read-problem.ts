import { z } from 'zod'
import { Fault, FaultCode, type FaultDetails } from '../../contracts/fault.ts'
import type { ArmAnswer } from './arm-client.ts'

/** What an arm may say of itself. Another code, or none, is taken for what the HTTP status says. */
const ArmFaultCode = FaultCode.extract([
  'ARM_UNAVAILABLE',
  'ARM_INPUT_INVALID',
  'ARM_OUTPUT_INVALID',
  'ARM_FAILED',
  'ARM_TIMEOUT',
  'SANDBOX_UNAVAILABLE',
  'NEEDS_RECONCILIATION',
])
type ArmFaultCode = z.infer<typeof ArmFaultCode>

/** RFC 9457, as far as it is read. What does not fit is as if it were not there. */
const Problem = z.object({
  code: ArmFaultCode.optional().catch(undefined),
  detail: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  retryable: z.boolean().optional().catch(undefined),
  retry_after_seconds: z.number().optional().catch(undefined),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .catch(undefined),
})
type Problem = z.infer<typeof Problem>

const MAX_WORDS = 500
const MAX_ERRORS = 20
const MAX_WAIT_SECONDS = 300

/** The fault that an answer other than 200 stands for. Its words are the arm's: cut short, and to be guarded. */
export function readProblem(armId: string, answer: ArmAnswer): Fault {
  const problem = parseProblem(answer)
  const code = problem.code ?? codeOf(answer.status)
  const details: FaultDetails = {
    ...(problem.retryable === undefined ? {} : { retryable: problem.retryable }),
    ...waitOf(problem, answer),
    ...(problem.errors ? { errors: shortened(problem.errors) } : {}),
  }
  const said = inOneLine(problem.detail ?? problem.title ?? '')
  return new Fault(code, said === '' ? silence(armId, answer) : `Arm "${armId}" says: ${said}`, details)
}

function parseProblem({ headers, text }: ArmAnswer): Problem {
  if (!/^application\/(problem\+)?json\b/i.test(headers.get('content-type') ?? '')) return {}
  try {
    return Problem.safeParse(JSON.parse(text)).data ?? {}
  } catch {
    return {}
  }
}

// https://www.rfc-editor.org/rfc/rfc9110#name-status-codes
function codeOf(status: number): ArmFaultCode | 'ARM_UNAUTHORIZED' {
  if (status === 401 || status === 403) return 'ARM_UNAUTHORIZED'
  if (status === 400 || status === 422) return 'ARM_INPUT_INVALID'
  if ([425, 429, 502, 503].includes(status)) return 'ARM_UNAVAILABLE'
  if (status === 408 || status === 504) return 'ARM_TIMEOUT'
  return status >= 500 ? 'ARM_OUTPUT_INVALID' : 'ARM_FAILED' // a bare 500 is not an arm's word that it did nothing
}

function silence(armId: string, { status, headers }: ArmAnswer): string {
  if (status >= 300 && status < 400) return `Arm "${armId}" sends on to another address; redirects are not followed.`
  if (status === 401 || status === 403) {
    return `Arm "${armId}" does not accept the capability token: give it the key that \`octollm arm key ${armId}\` prints.`
  }
  const type = /^[\w.+/-]{1,60}/.exec(headers.get('content-type') ?? '')?.[0] ?? 'no content type'
  return `Arm "${armId}" answered ${status} with ${type} instead of a problem; its own log may say why.`
}

/** In the body, else in the header: seconds or a date. */
function waitOf(problem: Problem, { headers }: ArmAnswer): { retryAfterSeconds?: number } {
  const header = headers.get('retry-after') ?? ''
  const fromHeader = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000
  const seconds = problem.retry_after_seconds ?? fromHeader
  return Number.isFinite(seconds)
    ? { retryAfterSeconds: Math.ceil(Math.min(Math.max(seconds, 0), MAX_WAIT_SECONDS)) }
    : {}
}

const shortened = (errors: readonly { path: string; message: string }[]) =>
  errors.slice(0, MAX_ERRORS).map(({ path, message }) => ({ path: inOneLine(path), message: inOneLine(message) }))

const inOneLine = (words: string) =>
  words
    .slice(0, MAX_WORDS)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
