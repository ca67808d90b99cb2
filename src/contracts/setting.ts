import { z } from 'zod'

/** A whole number of the environment, from `min` to `max`. */
export function wholeNumber(min: number, max: number) {
  const allowed = `must be a whole number from ${min} to ${max}`
  return z.coerce.number(allowed).int(allowed).min(min, allowed).max(max, allowed)
}

/** A comma-separated list of the environment that `check` can read; it throws a TypeError that says what is wrong. */
export function commaList(check: (entries: readonly string[]) => unknown) {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const entries = text.split(',').flatMap((entry) => entry.trim() || [])
      try {
        check(entries)
      } catch (error) {
        context.addIssue(error instanceof Error ? error.message : 'cannot be read')
      }
      return entries
    })
}
