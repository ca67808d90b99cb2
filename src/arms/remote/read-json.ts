import type { z } from 'zod'
import { fromWire } from '../../contracts/wire.ts'

/** A JSON text with wire names, by its schema; undefined for what does not fit it or is no JSON. */
export function readJson<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined {
  return schema.safeParse(fromWire(schema, parseJson(text))).data
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
