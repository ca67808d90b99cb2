import type { Request, RequestHandler } from 'express'
import type { Logger } from '../telemetry/log.ts'
import { count, observe } from '../telemetry/metrics.ts'
import { requestIdOf } from './request-id.ts'

/** Counts, times and logs each request by its route, never by its path, query or body. */
export function observeRequests({ log }: { log: Logger }): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    response.once('close', () => {
      const seconds = (performance.now() - startedAt) / 1_000
      const labels = { route: routeOf(request), method: request.method, status: response.statusCode }
      count('apiRequests', labels)
      observe('apiDuration', seconds, labels)
      log.info({ ...labels, seconds, request_id: requestIdOf(response) }, 'request.done')
    })
    next()
  }
}

function routeOf(request: Request): string {
  const route: unknown = request.route
  if (typeof route !== 'object' || route === null || !('path' in route)) return 'unknown'
  return Array.isArray(route.path) ? String(route.path[0]) : String(route.path)
}
