import { createHash } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { Fault, invalidInput } from '../../contracts/fault.ts'
import { Task, type TaskContract, TaskRequest } from '../../contracts/task.ts'
import { toContract } from '../../contracts/to-contract.ts'
import { toSnakeCase, toWire } from '../../contracts/wire.ts'
import { guardContract } from '../../reflex/guard-contract.ts'
import { count, observe } from '../../telemetry/metrics.ts'
import type { AppParts } from '../create-app.ts'
import { parseWire, readBody } from '../read-input.ts'
import { waitForEnd } from '../wait-for-end.ts'

type Parts = Pick<AppParts, 'tasks' | 'reflex'>

const SubmitQuery = z.strictObject({ wait: z.coerce.number().min(0).max(60).optional() })

const IdempotencyKey = z.string().min(1).max(200)

/** `POST /submit`: nothing is stored before every text of the task has been checked. */
export function submitRoutes({ tasks, reflex }: Parts): Router {
  const routes = Router()
  routes.post(['/submit', '/api/v1/tasks'], async (request, response) => {
    const { wait = 0 } = parseWire(SubmitQuery, request.query, 'The query is not valid')
    const contract = readContract(request)
    const guarded = guard(reflex, contract)
    const idempotency = idempotencyOf(request)
    const { task, created } = await tasks.submit({ ...guarded, ...(idempotency ? { idempotency } : {}) })
    if (!created) response.set('Idempotency-Replayed', 'true')
    response.location(`/tasks/${task.taskId}`)
    const ended = wait > 0 ? await waitForEnd(tasks, task.taskId, wait * 1_000, closed(response)) : null
    if (ended) response.json(toWire(Task, ended))
    else response.status(202).json(accepted(task))
  })
  return routes
}

function readContract(request: Request): TaskContract {
  const asked = readBody(request, TaskRequest)
  if (asked.webhook) {
    const message = 'Webhooks are not delivered yet: follow GET /tasks/{id}/events instead.'
    throw new Fault('REQUEST_INVALID', message, { errors: [{ path: 'webhook', message }] })
  }
  try {
    return toContract(asked)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    throw invalidInput('REQUEST_INVALID', 'A limit among the constraints is not valid', error, toSnakeCase)
  }
}

/** The contract as it may be stored, and what was found in it as an event. Throws REFLEX_BLOCKED. */
function guard(reflex: Parts['reflex'], asked: TaskContract) {
  const startedAt = performance.now()
  const { contract, verdict } = guardContract(reflex, asked)
  observe('reflexDuration', (performance.now() - startedAt) / 1_000)
  for (const [kind, found] of Object.entries(verdict.pii)) count('reflexDetections', { kind }, found)
  if (!verdict.blocked) return { contract, events: [{ type: 'reflex.checked' as const, ...verdict }] }
  count('reflexBlocked', { category: categoryOf(verdict.reason) })
  throw new Fault('REFLEX_BLOCKED', `The task was refused: ${verdict.reason ?? 'unsafe input'}.`)
}

/** "prompt injection: ignore_previous (critical), …" → "ignore_previous": labels must stay few. */
const categoryOf = (reason: string | null) => /: ([a-z_]+)/.exec(reason ?? '')?.[1] ?? 'unknown'

function idempotencyOf(request: Request) {
  const given = request.get('idempotency-key')
  if (given === undefined) return null
  const key = IdempotencyKey.safeParse(given)
  if (!key.success) throw invalidInput('REQUEST_INVALID', 'The Idempotency-Key is not valid', key.error)
  return { key: key.data, fingerprint: createHash('sha256').update(canonical(request.body)).digest('hex') }
}

/** JSON with its keys in order, so that two spellings of one body are one body. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  )
}

function accepted({ taskId, status, estimatedDurationSeconds }: Task) {
  return {
    task_id: taskId,
    status,
    message: `The task is accepted. Follow it at /tasks/${taskId} or /tasks/${taskId}/events.`,
    ...(estimatedDurationSeconds === null ? {} : { estimated_duration_seconds: estimatedDurationSeconds }),
  }
}

function closed(response: Response): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}
