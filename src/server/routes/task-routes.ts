import { Router } from 'express'
import { z } from 'zod'
import { ApprovalAnswer } from '../../contracts/approval.ts'
import { Fault } from '../../contracts/fault.ts'
import { Plan } from '../../contracts/plan.ts'
import { StepRecord } from '../../contracts/step.ts'
import { Priority, Task, TaskResult, TaskStatus } from '../../contracts/task.ts'
import { toWire } from '../../contracts/wire.ts'
import type { AppParts } from '../create-app.ts'
import { parseWire, readBody, readTaskId } from '../read-input.ts'
import { streamEvents } from '../stream-events.ts'

const ListQuery = z.strictObject({
  status: TaskStatus.optional(),
  priority: Priority.optional(),
  parentTaskId: z.string().optional(),
  createdAfter: z.iso.datetime({ offset: true }).optional(),
  createdBefore: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
})

const CancelBody = z.object({ reason: z.string().max(2_000).optional() })

/** Reading, following, answering and stopping tasks. */
export function taskRoutes({ tasks }: Pick<AppParts, 'tasks'>): Router {
  const routes = Router()
  const find = async (taskId: string): Promise<Task> => {
    const task = await tasks.find(taskId)
    if (!task) throw new Fault('TASK_NOT_FOUND', `There is no task ${taskId}.`)
    return task
  }

  routes.get('/api/v1/tasks', async (request, response) => {
    const filter = parseWire(ListQuery, request.query, 'The query is not valid')
    const { tasks: page, nextCursor } = await tasks.list(withoutUndefined(filter))
    response.json({ tasks: page.map((task) => toWire(Task, task)), next_cursor: nextCursor })
  })

  routes.get(['/tasks/:id', '/api/v1/tasks/:id'], async (request, response) => {
    response.json(toWire(Task, await find(readTaskId(request))))
  })

  routes.get('/tasks/:id/results', async (request, response) => {
    const { taskId } = await find(readTaskId(request))
    const results = await tasks.results(taskId)
    response.json({
      results: results.map(({ resultId, result, confidence, createdAt }) => ({
        result_id: resultId,
        result: toWire(TaskResult, result),
        confidence,
        created_at: createdAt,
      })),
    })
  })

  routes.get('/tasks/:id/plan', async (request, response) => {
    const { plan, steps, progress, taskId } = await find(readTaskId(request))
    response.json({
      task_id: taskId,
      plan: plan ? toWire(Plan, plan) : null,
      steps: toWire(z.array(StepRecord), steps),
      progress: toWire(Task.shape.progress, progress),
    })
  })

  routes.get('/tasks/:id/events', async (request, response) => {
    await streamEvents(tasks, await find(readTaskId(request)), request, response)
  })

  routes.post('/tasks/:id/resume', async (request, response) => {
    const answer = readBody(request, ApprovalAnswer)
    response.json(toWire(Task, await tasks.resume(readTaskId(request), answer)))
  })

  routes.post('/tasks/:id/cancel', async (request, response) => {
    const hasBody = request.get('content-length') !== undefined && request.get('content-length') !== '0'
    const { reason = null } = hasBody ? readBody(request, CancelBody) : {}
    response.json(toWire(Task, await tasks.cancel(readTaskId(request), reason)))
  })

  routes.delete(['/tasks/:id', '/api/v1/tasks/:id'], async (request, response) => {
    response.json(toWire(Task, await tasks.cancel(readTaskId(request), null)))
  })

  return routes
}

type Defined<Value> = { [Name in keyof Value]: Exclude<Value[Name], undefined> }

function withoutUndefined<Value extends object>(value: Value): Defined<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<Value>
}
