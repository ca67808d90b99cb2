import { Fault } from '../contracts/fault.ts'
import { EmbeddedUnavailableError } from '../store/embedded/embedded-unavailable.ts'

export const EXIT = { done: 0, failed: 1, usage: 2, waiting: 3, interrupted: 130 } as const

/** Says what went wrong in one sentence and ends with the exit code for it. */
export function exitWith(error: unknown): void {
  process.exitCode = codeOf(error)
  if (process.exitCode !== EXIT.interrupted) console.error(`octollm: ${messageOf(error)}`)
}

function codeOf(error: unknown): number {
  if (isInterruption(error)) return EXIT.interrupted
  return error instanceof TypeError || (error instanceof Fault && error.code === 'REQUEST_INVALID')
    ? EXIT.usage
    : EXIT.failed
}

const isInterruption = (error: unknown) =>
  error === 'SIGINT' || error === 'SIGTERM' || (error instanceof Error && error.name === 'AbortError')

function messageOf(error: unknown): string {
  if (error instanceof Fault || error instanceof TypeError || error instanceof EmbeddedUnavailableError)
    return error.message
  if (error instanceof Error && isConnectionProblem(error)) {
    return `the database cannot be reached (${error.message}). Check DATABASE_URL, or leave it out for the embedded one.`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const isConnectionProblem = (error: Error) => 'code' in error && /^(ECONN|ENOTFOUND|28|3D)/.test(String(error.code))
