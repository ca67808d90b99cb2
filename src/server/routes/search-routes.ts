import { Router } from 'express'
import { SearchAnswer, SearchRequest } from '../../contracts/search.ts'
import { toWire } from '../../contracts/wire.ts'
import { readBody } from '../read-input.ts'
import { untilGone } from '../until-gone.ts'

export interface Searching {
  search(request: SearchRequest, options: { readonly signal: AbortSignal }): Promise<SearchAnswer>
}

/** The indexed documents, searched. */
export function searchRoutes({ search, closing }: Searching & { readonly closing: AbortSignal }): Router {
  const routes = Router()
  routes.post('/search', async (request, response) => {
    const asked = readBody(request, SearchRequest)
    const answer = await search(asked, { signal: untilGone(response, closing) })
    response.json(toWire(SearchAnswer, answer))
  })
  return routes
}
