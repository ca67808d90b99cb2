import type { z } from 'zod'
import { readJsonSchema } from '../json-schema.ts'
import { isBounded } from './bounded-schema.ts'

/**
 * The JSON Schema of an arm on another machine, without its patterns: a regular expression from elsewhere may take for
 * ever, and the arm checks it by itself. One that is not bounded (`bounded-schema.ts`) lets every object pass.
 */
export function readForeignSchema(schema: object): z.ZodType<Record<string, unknown>> {
  return readJsonSchema(isBounded(schema) ? withoutPatterns(schema, false) : { type: 'object' })
}

/** `isNames`: the keys are names that the schema's author chose, such as those of properties. */
function withoutPatterns(schema: unknown, isNames: boolean): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutPatterns(item, false))
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([key]) => isNames || (key !== 'pattern' && key !== 'patternProperties'))
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      LITERAL.has(key) && !isNames ? value : withoutPatterns(value, !isNames && NAMED.has(key)),
    ]),
  )
}

// https://json-schema.org/draft/2020-12/json-schema-core
const NAMED: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'dependentSchemas'])
const LITERAL: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'required'])
