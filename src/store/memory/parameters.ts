/** The values of a statement that is put together: `add` gives the place of each. */
export function createParameters() {
  const values: unknown[] = []
  return {
    values,
    /** The value's place in the statement, such as `$3`. */
    add: (value: unknown): string => `$${values.push(value)}`,
  }
}
export type Parameters = ReturnType<typeof createParameters>
