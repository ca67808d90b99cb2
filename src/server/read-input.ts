import type { Request } from 'express'
import { z } from 'zod'
import { Fault, invalidInput } from '../contracts/fault.ts'
import { fromWire, toSnakeCase } from '../contracts/wire.ts'
import { MAX_JSON_DEPTH } from '../reflex/scan-json.ts'

/** The JSON body by a schema; unknown fields are named, not ignored. Throws MEDIA_TYPE_UNSUPPORTED, REQUEST_INVALID. */
export function readBody<Shape extends z.ZodRawShape>(request: Request, schema: z.ZodObject<Shape>) {
  if (!request.is('application/json')) {
    throw new Fault(
      'MEDIA_TYPE_UNSUPPORTED',
      'Send the body as JSON, with the header "Content-Type: application/json".',
    )
  }
  if (isDeeperThan(MAX_JSON_DEPTH, request.body)) {
    throw new Fault('REQUEST_INVALID', `The body is nested deeper than ${MAX_JSON_DEPTH} levels: flatten it.`)
  }
  return parseWire(schema.strict(), request.body, 'The body is not valid')
}

/** Whether anything was sent: `Content-Length: 0` is nothing. */
export function hasBody(request: Request): boolean {
  return request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0
}

export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(levels - 1, item))
}

/** Wire names in, TypeScript names out, or REQUEST_INVALID with every path as the sender spelt it. */
export function parseWire<Schema extends z.ZodType>(schema: Schema, value: unknown, summary: string): z.output<Schema> {
  const parsed = schema.safeParse(fromWire(schema, value))
  if (parsed.success) return parsed.data
  throw invalidInput('REQUEST_INVALID', summary, parsed.error, toSnakeCase)
}

/** The id of a task; "task-" before it is accepted. */
export const TaskId = z
  .string()
  .regex(/^(task-)?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'the id of a task is a uuid')
  .transform((id) => id.replace(/^task-/i, '').toLowerCase())

/** The task's id in the path. Throws TASK_NOT_FOUND for what cannot be one. */
export function readTaskId(request: Request): string {
  const id = TaskId.safeParse(request.params['id'])
  if (!id.success) throw new Fault('TASK_NOT_FOUND', 'There is no such task: the id of a task is a uuid.')
  return id.data
}
