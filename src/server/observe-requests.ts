import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from '../telemetry/log.ts'
import { count, observe } from '../telemetry/metrics.ts'
import { requestIdOf } from './request-id.ts'

const CLIENT_GONE = 499

/** Counts, times and logs each request by its route, never by its path, query or body. */
export function observeRequests({ log }: { log: Logger }): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    response.once('close', () => {
      const seconds = (performance.now() - startedAt) / 1_000
      const status = response.writableEnded ? response.statusCode : CLIENT_GONE
      const labels = { route: routeOf(request), method: request.method, status }
      count('apiRequests', labels)
      if (response.locals['isHeldOpen'] !== true) observe('apiDuration', seconds, labels)
      log.info({ ...labels, seconds, request_id: requestIdOf(response) }, 'request.done')
    })
    next()
  }
}

/** Says that this answer waits for something to happen: how long it takes is no measure of the server. */
export function holdOpen(response: Response): void {
  response.locals['isHeldOpen'] = true
}

function routeOf(request: Request): string {
  const route: unknown = request.route
  if (typeof route !== 'object' || route === null || !('path' in route)) return 'unknown'
  return Array.isArray(route.path) ? String(route.path[0]) : String(route.path)
}
