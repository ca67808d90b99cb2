import type { Logger } from '../../src/telemetry/log.ts'

/** Says nothing. For tests that are not about what is logged. */
export const silentLog: Logger = {
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
}
