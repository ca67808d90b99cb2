import type { RequestHandler } from 'express'
import { Fault } from '../contracts/fault.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Answers only requests that name one of `hosts`. A server on loopback is otherwise within reach of any web page whose
 * name is made to point at 127.0.0.1 (DNS rebinding).
 */
export function guardHost(hosts: readonly string[] = LOOPBACK): RequestHandler {
  return (request, _response, next) => {
    const host = (request.get('host') ?? '').replace(/:\d+$/, '').toLowerCase()
    if (hosts.includes(host)) return next()
    throw new Fault('HOST_NOT_ALLOWED', `This server answers to ${hosts.join(', ')} only.`)
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
