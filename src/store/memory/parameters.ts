import { toStorable } from '../to-storable.ts'

/** The values of a statement that is put together: `add` gives the place of each. Texts are as Postgres can hold them. */
export function createParameters() {
  const values: unknown[] = []
  return {
    values,
    /** The value's place in the statement, such as `$3`. */
    add: (value: unknown): string => `$${values.push(asStored(value))}`,
  }
}
export type Parameters = ReturnType<typeof createParameters>

function asStored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStored)
  return typeof value === 'string' ? toStorable(value) : value
}
