const HIDDEN = '[hidden]'
const MAX_DEPTH = 6

// Compared without case, dashes and underscores, so `api_key`, `apiKey` and `X-Api-Key` are one.
const SECRET_FIELD =
  /(authorization|cookie|password|passwd|secret|apikey|accesskey|privatekey|credential|connectionstring|signature|(access|refresh|bearer|id|api|auth|capability|session)token)$|^(token|pwd|databaseurl)$/

const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:@/]*):[^\s@/]+@/gi, `$1:${HIDDEN}@`],
  [/([?&;](?:password|passwd|token|secret|api_?key)=)[^&\s"']+/gi, `$1${HIDDEN}`],
  [/\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}/g, HIDDEN],
  [/\b(?:ghp|gho|ghs|ghu|github_pat|glpat|xox[abprs]|npm)[-_][A-Za-z0-9_-]{16,}/g, HIDDEN],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, HIDDEN],
]

/**
 * A copy of a log line's fields in which secrets are replaced: fields whose name says so, and passwords in URLs, tokens
 * and keys inside any text. Errors become their name, code, message, stack and cause.
 */
export function withoutSecrets(fields: object): Record<string, unknown> {
  return copyFields(fields, 0)
}

function copyFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isSecretField(name, value) ? HIDDEN : copy(value, depth)]),
  )
}

// A count such as `max_token: 5` is no secret; only a text or a structure can be one.
function isSecretField(name: string, value: unknown): boolean {
  const canBeSecret = typeof value === 'string' || (typeof value === 'object' && value !== null)
  return canBeSecret && SECRET_FIELD.test(name.toLowerCase().replaceAll(/[-_]/g, ''))
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return hideIn(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '[deeper]'
  if (value instanceof Error) return copyError(value, depth)
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1))
  if (value instanceof Date) return value.toJSON()
  return copyFields(value, depth + 1)
}

// Only these fields: a database error also carries `detail`, which quotes the row.
function copyError(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    ...('code' in error ? { code: copy(error.code, depth + 1) } : {}),
    message: hideIn(error.message),
    ...(error.stack === undefined ? {} : { stack: hideIn(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: copy(error.cause, depth + 1) }),
  }
}

function hideIn(text: string): string {
  return SECRET_TEXTS.reduce((hidden, [secret, replacement]) => hidden.replaceAll(secret, replacement), text)
}
