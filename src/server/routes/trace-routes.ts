import { Router } from 'express'
import { Fault } from '../../contracts/fault.ts'
import { TaskTrace } from '../../contracts/trace.ts'
import { toWire } from '../../contracts/wire.ts'
import { readTaskId } from '../read-input.ts'
import type { TaskDesk } from '../task-desk.ts'

/** Who did what of a task, and why they. */
export function traceRoutes({ desk }: { readonly desk: Pick<TaskDesk, 'trace'> }): Router {
  const routes = Router()

  routes.get(['/tasks/:id/trace', '/api/v1/tasks/:id/trace'], async (request, response) => {
    const taskId = readTaskId(request)
    const trace = await desk.trace(taskId)
    if (!trace) throw new Fault('TASK_NOT_FOUND', `There is no task ${taskId}.`)
    response.json(toWire(TaskTrace, trace))
  })

  return routes
}
