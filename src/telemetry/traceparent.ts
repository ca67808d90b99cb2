import { randomBytes } from 'node:crypto'
import { isSpanContextValid, trace } from '@opentelemetry/api'

/**
 * The `traceparent` of a call that leaves the process (W3C Trace Context): of the span that is active, else of a trace whose
 * id is the task's, so that all calls of a task are found together.
 */
export function traceparentOf(taskId: string | null): string {
  const active = trace.getActiveSpan()?.spanContext()
  if (active && isSpanContextValid(active)) {
    return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, '0')}`
  }
  const digits = (taskId ?? '').replaceAll('-', '').toLowerCase()
  const traceId = /^(?!0+$)[0-9a-f]{32}$/.test(digits) ? digits : randomBytes(16).toString('hex')
  return `00-${traceId}-${randomBytes(8).toString('hex')}-01`
}
