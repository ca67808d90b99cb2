import { type Response, Router } from 'express'
import { Fault } from '../../contracts/fault.ts'
import { Plan, PlanRequest } from '../../contracts/plan.ts'
import { toWire } from '../../contracts/wire.ts'
import { scanJson } from '../../reflex/scan-json.ts'
import type { AppParts } from '../create-app.ts'
import { readBody } from '../read-input.ts'
import { requestIdOf } from '../request-id.ts'

/** The planner by itself: a plan, and nothing runs. */
export function planRoutes({ plan, reflex }: Pick<AppParts, 'plan' | 'reflex'>): Router {
  const routes = Router()

  routes.post(['/plan', '/execute'], async (request, response) => {
    const asked = guard(reflex, readBody(request, PlanRequest))
    const signal = clientGone(response)
    const made = await plan(asked, { signal, requestId: asked.requestId ?? requestIdOf(response) })
    response.json(toWire(Plan, made))
  })

  routes.get('/capabilities', (_request, response) => {
    response.json({ arm_id: 'planner', capabilities: CAPABILITIES })
  })

  return routes
}

const CAPABILITIES = ['planning', 'task_decomposition', 'dependency_resolution', 'arm_selection', 'cost_estimation']

/** No text reaches the model unchecked. Throws REFLEX_BLOCKED. */
function guard(reflex: AppParts['reflex'], asked: PlanRequest): PlanRequest {
  const { goal, constraints, acceptanceCriteria, context } = asked
  const instructions = scanJson(reflex, { goal, constraints, acceptanceCriteria }, { role: 'instruction' })
  const documents = scanJson(reflex, { context }, { role: 'document' })
  const refused = [instructions, documents].find(({ blocked }) => blocked)
  if (refused) throw new Fault('REFLEX_BLOCKED', `The request was refused: ${refused.reason ?? 'unsafe input'}.`)
  return PlanRequest.parse({ ...asked, ...(instructions.value as object), ...(documents.value as object) })
}

function clientGone(response: Response): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}
