import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'

// Logged and echoed: without "@" and what URLs are made of, it cannot hold an address or a password.
const SANE = /^[\w.:=+~-]{1,128}$/

/** Keeps the caller's X-Request-ID where it is sane (1–128 letters, digits and "_.:=+~-"), makes one otherwise, and echoes it. */
export function createRequestId(): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? ''
    const id = SANE.test(given) ? given : randomUUID()
    response.locals['requestId'] = id
    response.set('X-Request-ID', id)
    next()
  }
}

export function requestIdOf(response: Response): string {
  return String(response.locals['requestId'] ?? '')
}
