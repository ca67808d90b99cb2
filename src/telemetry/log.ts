import { trace } from '@opentelemetry/api'
import pino from 'pino'
import { withoutSecrets } from './without-secrets.ts'

/**
 * What happened, for people and machines that read logs. The message is a constant such as `task.settled`; details are
 * fields, named in snake_case. Secrets in fields are replaced, whatever holds them; the message must carry none.
 */
export interface Logger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  /** The same log with `fields` on every line. */
  child(fields: object): Logger
}

export interface LogOptions {
  /** Standard output when left out. */
  readonly stream?: pino.DestinationStream
  /** The least that is written; "info" when left out. */
  readonly level?: pino.LevelWithSilent
}

/** One JSON object per line, with the ids of the trace it was written in. */
export function createJsonLog({ stream, level = 'info' }: LogOptions = {}): Logger {
  const log = pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
      mixin: traceIds,
    },
    stream ?? pino.destination(1),
  )
  return toLogger(log)
}

function toLogger(log: pino.Logger): Logger {
  return {
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    // pino does not send the fields of a child through its formatters.
    child: (fields) => toLogger(log.child(withoutSecrets(fields))),
  }
}

function traceIds(): object {
  const span = trace.getActiveSpan()?.spanContext()
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {}
}
