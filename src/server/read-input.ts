import type { Request } from 'express'
import type { z } from 'zod'
import { Fault, invalidInput } from '../contracts/fault.ts'
import { fromWire, toSnakeCase } from '../contracts/wire.ts'

/** The JSON body by a schema; unknown fields are named, not ignored. Throws MEDIA_TYPE_UNSUPPORTED, REQUEST_INVALID. */
export function readBody<Shape extends z.ZodRawShape>(request: Request, schema: z.ZodObject<Shape>) {
  if (!request.is('application/json')) {
    throw new Fault(
      'MEDIA_TYPE_UNSUPPORTED',
      'Send the body as JSON, with the header "Content-Type: application/json".',
    )
  }
  return parseWire(schema.strict(), request.body, 'The body is not valid')
}

/** Wire names in, TypeScript names out, or REQUEST_INVALID with every path as the sender spelt it. */
export function parseWire<Schema extends z.ZodType>(schema: Schema, value: unknown, summary: string): z.output<Schema> {
  const parsed = schema.safeParse(fromWire(schema, value))
  if (parsed.success) return parsed.data
  throw invalidInput('REQUEST_INVALID', summary, parsed.error, toSnakeCase)
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The task's id in the path; "task-" before it is accepted. Throws TASK_NOT_FOUND for what cannot be one. */
export function readTaskId(request: Request): string {
  const given = String(request.params['id'])
  const id = given.replace(/^task-/, '').toLowerCase()
  if (!UUID.test(id)) throw new Fault('TASK_NOT_FOUND', 'There is no such task: an id is a uuid.')
  return id
}
