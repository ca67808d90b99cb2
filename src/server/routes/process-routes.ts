import { Router } from 'express'
import { ReflexRequest, ReflexResponse } from '../../contracts/reflex.ts'
import { toWire } from '../../contracts/wire.ts'
import type { Reflex, ReflexVerdict } from '../../reflex/reflex.ts'
import { count, observe } from '../../telemetry/metrics.ts'
import { type VerdictCache, verdictKey } from '../cached-verdict.ts'
import { readBody } from '../read-input.ts'
import { requestIdOf } from '../request-id.ts'

/** The reflex layer by itself. Matched values are never given back, only where they stand. */
export function processRoutes({ reflex, cache }: { reflex: Reflex; cache: VerdictCache }): Router {
  const routes = Router()
  routes.post('/process', (request, response) => {
    const asked = readBody(request, ReflexRequest)
    const startedAt = performance.now()
    const { verdict, cacheHit } = verdictFor(asked, reflex, cache)
    const milliseconds = performance.now() - startedAt
    observe('reflexDuration', milliseconds / 1_000)
    if (!cacheHit) countFindings(verdict)
    const { piiMatches, injectionMatches, riskScore, sanitizedText } = verdict
    const answer: ReflexResponse = {
      requestId: requestIdOf(response),
      status: verdict.blocked ? 'blocked' : 'success',
      piiDetected: piiMatches.length > 0,
      piiMatches,
      injectionDetected: injectionMatches.length > 0,
      injectionMatches,
      riskScore,
      sanitizedText,
      cacheHit,
      processingTimeMs: milliseconds,
    }
    response.json(toWire(ReflexResponse, answer))
  })
  return routes
}

function verdictFor(
  asked: ReflexRequest,
  reflex: Reflex,
  cache: VerdictCache,
): { verdict: ReflexVerdict; cacheHit: boolean } {
  const { text, checkPii, checkInjection, useCache } = asked
  const key = verdictKey(reflex, text, asked)
  const known = useCache ? cache.get(key) : null
  if (known) return { verdict: { ...known, sanitizedText: reflex.redact(text, known.piiMatches) }, cacheHit: true }
  const verdict = reflex.scan(text, { checkPii, checkInjection })
  if (useCache) cache.put(key, verdict)
  return { verdict, cacheHit: false }
}

function countFindings({ blocked, piiMatches, injectionMatches }: ReflexVerdict): void {
  for (const { type } of piiMatches) count('reflexDetections', { kind: type })
  for (const { category } of injectionMatches) count('reflexDetections', { kind: category })
  if (blocked) count('reflexBlocked', { category: injectionMatches[0]?.category ?? 'pii' })
}
