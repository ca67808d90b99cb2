const CODES = /^(ECONN|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|57P|08|53)/
const MESSAGES = /timeout exceeded when trying to connect|Connection terminated|not queryable/

/** Whether the database could not be reached, went away or had no room, as the system, Postgres and `pg` say it. */
export function isConnectionLost(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const code = 'code' in error ? String(error.code) : ''
  return CODES.test(code) || (error instanceof Error && MESSAGES.test(error.message))
}
