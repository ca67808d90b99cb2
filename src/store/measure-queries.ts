import type pg from 'pg'
import { observe } from '../telemetry/metrics.ts'

/** Records how long each statement of this connection takes, waiting for its answer included. */
export function measureQueries(client: pg.PoolClient): void {
  const query: (...parameters: never[]) => unknown = client.query
  Object.defineProperty(client, 'query', {
    configurable: true,
    value: (...parameters: unknown[]) => {
      const startedAt = performance.now()
      const record = () => observe('queryDuration', (performance.now() - startedAt) / 1_000)
      const answer: unknown = Reflect.apply(
        query,
        client,
        parameters.map((one) => recordingFirst(one, record)),
      )
      if (answer instanceof Promise) answer.then(record, record)
      return answer
    },
  })
}

// The pool hands its own callback to the connection; then there is no promise.
function recordingFirst(parameter: unknown, record: () => void): unknown {
  if (typeof parameter !== 'function') return parameter
  return (...results: unknown[]) => {
    record()
    return Reflect.apply(parameter, undefined, results)
  }
}
