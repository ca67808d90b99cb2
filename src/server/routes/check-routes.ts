import { Router } from 'express'
import { z } from 'zod'
import { CheckRequest, CheckResponse } from '../../contracts/check.ts'
import { TrustedSource, ValidateRequest, ValidateResponse } from '../../contracts/validate.ts'
import type { Verdict } from '../../contracts/verdict.ts'
import { toWire } from '../../contracts/wire.ts'
import type { Reflex } from '../../reflex/reflex.ts'
import { restoreJson } from '../../reflex/restore-json.ts'
import { scanJson } from '../../reflex/scan-json.ts'
import { createTokenBook } from '../../reflex/token-book.ts'
import { withTokens } from '../../reflex/with-tokens.ts'
import { readBody } from '../read-input.ts'
import { requestIdOf } from '../request-id.ts'
import { untilGone } from '../until-gone.ts'

/** The judge and the guardian, each by itself. */
export interface Checks {
  check(request: CheckRequest): Omit<CheckResponse, 'requestId'>
  validate(request: ValidateRequest, options: { readonly signal: AbortSignal }): Promise<Reviewed>
}

interface Reviewed {
  readonly verdict: Verdict
  readonly reviewedBy: string | null
}

interface Parts {
  readonly checks: Checks
  readonly reflex: Reflex
  readonly closing: AbortSignal
}

/** `POST /check`: the guardian on a text. `POST /validate`: the judge on an output. */
export function checkRoutes({ checks, reflex, closing }: Parts): Router {
  const routes = Router()

  routes.post('/check', (request, response) => {
    const asked = readBody(request, CheckRequest)
    response.json(toWire(CheckResponse, { requestId: requestIdOf(response), ...checks.check(asked) }))
  })

  routes.post('/validate', async (request, response) => {
    const asked = readBody(request, ValidateRequest)
    const tokens = createTokenBook()
    const guarded = guard(asked, withTokens(reflex, tokens))
    const { verdict, reviewedBy } =
      guarded === null
        ? { verdict: UNSAFE, reviewedBy: null }
        : await checks.validate({ ...asked, ...guarded }, { signal: untilGone(response, closing) })
    const answer: ValidateResponse = { ...restoreJson(verdict, tokens), requestId: requestIdOf(response), reviewedBy }
    response.json(toWire(ValidateResponse, answer))
  })

  return routes
}

const Texts = z.object({
  output: z.unknown(),
  goal: z.string(),
  acceptanceCriteria: z.array(z.string()),
  trustedSources: z.array(z.union([TrustedSource, z.string()])),
})

/** Everything that a model may see, without personal data; null when an order to a model hides in it. */
function guard({ output, goal, acceptanceCriteria, trustedSources }: ValidateRequest, reflex: Reflex) {
  const given = { output, goal, acceptanceCriteria, trustedSources }
  const { value, blocked } = scanJson(reflex, given, { role: 'tool_output' })
  return blocked ? null : Texts.parse(value)
}

/** The verdict on what tries to give its judge orders: nobody need look further. */
const UNSAFE: Verdict = {
  valid: false,
  confidence: 1,
  issues: [
    {
      severity: 'error',
      type: 'quality',
      message: 'It holds instructions to a model, and was not shown to one.',
      suggestion: 'Take them out.',
    },
  ],
  passedCriteria: [],
  failedCriteria: [],
  qualityScore: 0,
}
