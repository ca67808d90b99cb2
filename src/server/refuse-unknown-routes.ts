import type { Express, RequestHandler } from 'express'
import { Fault } from '../contracts/fault.ts'

// Express knows what it serves, and has no typed way to say so.
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> }
  readonly handle?: { readonly stack?: readonly Layer[] }
  match(path: string): boolean
}

/** 404 for a path nobody serves, 405 with `Allow` for one that is served under another method. */
export function refuseUnknownRoutes(app: Express): RequestHandler {
  return (request, response) => {
    const methods = new Set(methodsAt(app.router.stack as unknown as readonly Layer[], request.path))
    if (methods.size === 0) {
      throw new Fault('ROUTE_NOT_FOUND', 'Nothing is served under this path; GET / lists what there is.')
    }
    const allowed = [...methods].map((method) => method.toUpperCase()).sort()
    response.set('Allow', allowed.join(', '))
    throw new Fault('METHOD_NOT_ALLOWED', `This path takes ${allowed.join(', ')}.`)
  }
}

function methodsAt(stack: readonly Layer[], path: string): string[] {
  return stack.flatMap((layer) => {
    if (layer.route) return layer.match(path) ? methodsOf(layer.route.methods) : []
    return methodsAt(layer.handle?.stack ?? [], path)
  })
}

// What answers GET answers HEAD.
const methodsOf = (methods: Readonly<Record<string, boolean>>) => [
  ...Object.keys(methods),
  ...(methods['get'] ? ['head'] : []),
]
