import type { RequestHandler } from 'express'
import { Fault } from '../contracts/fault.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Answers only requests that name one of `hosts`. A server on loopback is otherwise within reach of any web page whose
 * name is made to point at 127.0.0.1 (DNS rebinding); and a page of another site may send, though not read.
 */
export function guardHost(hosts: readonly string[] = LOOPBACK): RequestHandler {
  return (request, _response, next) => {
    const origin = request.get('origin')
    const names = [request.get('host') ?? '', ...(origin === undefined ? [] : [origin.replace(/^https?:\/\//, '')])]
    if (names.every((name) => hosts.includes(name.replace(/:\d+$/, '').toLowerCase()))) return next()
    throw new Fault(
      'HOST_NOT_ALLOWED',
      `This server answers to ${hosts.join(', ')} only, and to no page of another site.`,
    )
  }
}

export function secureHeaders(): RequestHandler {
  return (_request, response, next) => {
    response.set({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cache-Control': 'no-store',
    })
    next()
  }
}
