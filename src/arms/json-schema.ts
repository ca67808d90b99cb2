import { z } from 'zod'

/**
 * A zod schema for a JSON Schema that somebody else wrote. What zod has no form for (`if`/`then`, say) is not checked here:
 * such a schema lets every object pass, and whoever wrote it refuses what does not fit.
 */
export function readJsonSchema(schema: unknown): z.ZodType<Record<string, unknown>> {
  const anything = z.record(z.string(), z.unknown())
  try {
    const known = z.fromJSONSchema(z.record(z.string(), z.unknown()).parse(schema))
    return known instanceof z.ZodObject ? known : anything
  } catch {
    return anything
  }
}
