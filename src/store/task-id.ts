import { z } from 'zod'
import { Fault } from '../contracts/fault.ts'

const Uuid = z.guid()

/** Whether it can be the id of a task; what cannot is not found, rather than an error of the database. */
export function isTaskId(id: string): boolean {
  return Uuid.safeParse(id).success
}

export function taskNotFound(id: string): Fault {
  return new Fault('TASK_NOT_FOUND', `There is no task "${id}". Check the id, or list the tasks.`)
}
