import { createContext, Script } from 'node:vm'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { Fault } from '../../contracts/fault.ts'
import type { JudgeIssue } from '../../contracts/verdict.ts'

const MOST_ISSUES = 20
// Schemas may hold patterns, and a pattern may be slow: whatever takes longer than this is given up.
const LIMIT_MS = 1_000

/** What the output should look like: a JSON Schema (draft 2020-12), and the value that is held against it. */
export interface ExpectedOutput {
  readonly schema: Readonly<Record<string, unknown>> | boolean
  readonly value: unknown
}

/**
 * Layer "schema" for an output of an expected form: one error for each place that does not fit, without its value. Throws
 * `Fault('REQUEST_INVALID')` for what is no JSON Schema, or takes longer than a second to check.
 */
export function judgeSchema({ schema, value }: ExpectedOutput): JudgeIssue[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, logger: false })
  const check = () => {
    const validate = ajv.compile(schema)
    return validate(value) ? [] : (validate.errors ?? [])
  }
  return distinct(inTime(check).map(toMessage))
    .slice(0, MOST_ISSUES)
    .map((message) => ({
      severity: 'error',
      type: 'schema',
      message,
      suggestion: 'Give the output the expected form.',
    }))
}

const CALL = new Script('call()')

/** Ends what runs too long, also in the middle of a regular expression: nothing else in the process could. */
function inTime(call: () => ErrorObject[]): ErrorObject[] {
  const outcome: { errors: ErrorObject[] } = { errors: [] }
  try {
    const keep = () => {
      outcome.errors = call()
    }
    CALL.runInContext(createContext({ call: keep }), { timeout: LIMIT_MS })
    return outcome.errors
  } catch (error) {
    throw unusable(error)
  }
}

function unusable(cause: unknown): Fault {
  // It comes from another realm, where it is no Error of ours.
  const isLate =
    typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  const message = isLate
    ? `It takes longer than ${LIMIT_MS} ms to check: simplify its patterns.`
    : 'It is no JSON Schema (draft 2020-12).'
  const errors = [{ path: 'expected_schema', message }]
  return new Fault('REQUEST_INVALID', `The expected schema cannot be used. ${message}`, { cause, errors })
}

const toMessage = ({ instancePath, message = 'does not fit' }: ErrorObject) =>
  `The output ${instancePath === '' ? '' : `at ${instancePath} `}${message}.`

const distinct = (messages: readonly string[]) => [...new Set(messages)]
