import { createContext, Script } from 'node:vm'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'

/** What the output should look like: a JSON Schema (draft 2020-12), and the value that is held against it. */
export interface ExpectedOutput {
  readonly schema: Readonly<Record<string, unknown>> | boolean
  readonly value: unknown
}

/** Where the value does not fit, without the value itself; or why nobody can say. */
export type SchemaFinding =
  | { readonly kind: 'checked'; readonly messages: readonly string[] }
  | { readonly kind: 'no_schema' }
  | { readonly kind: 'late' }

/** Holds a value against a schema for at most `limitMs`, in this thread. */
export function checkSchema({ schema, value }: ExpectedOutput, limitMs: number): SchemaFinding {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, logger: false })
  const outcome: { errors: ErrorObject[] } = { errors: [] }
  const call = () => {
    const validate = ajv.compile(schema)
    outcome.errors = validate(value) ? [] : (validate.errors ?? [])
  }
  try {
    CALL.runInContext(createContext({ call }), { timeout: limitMs })
    return { kind: 'checked', messages: [...new Set(outcome.errors.map(toMessage))] }
  } catch (error) {
    return { kind: isTimeout(error) ? 'late' : 'no_schema' }
  }
}

// Ends what runs too long, also in the middle of a regular expression: nothing else in the thread could.
const CALL = new Script('call()')

/** It comes from another realm, where it is no Error of ours. */
const isTimeout = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

const toMessage = ({ instancePath, message = 'does not fit' }: ErrorObject) =>
  `The output ${instancePath === '' ? '' : `at ${instancePath} `}${message}.`
