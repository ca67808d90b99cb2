const MAX_PLACES = 10_000
// For each of the millions of values that an answer may have, about a microsecond per alternative.
const MAX_CHOICES = 30
const COMBINED: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf'])
const REFERENCE = /^#(?:\/(\$defs|definitions)\/([\w.-]+))?$/

/**
 * Whether checking a value by this JSON Schema takes time that grows with the value alone: references that double with each
 * level make a page of schema the work of a lifetime. False when, with every reference written out, it has more than
 * 10,000 places or 30 alternatives ("or null" is none); when it has alternatives and refers to itself; and for references of other forms.
 */
export function isBounded(schema: object): boolean {
  const seen = { places: 0, choices: 0 }
  const repeated = new Set<string>()
  const open = new Set<string>()

  function visit(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return true
    seen.places += 1
    if (seen.places > MAX_PLACES || seen.choices > MAX_CHOICES) return false
    // A list of types stands for the same schema once for each of them.
    const types = 'type' in value && Array.isArray(value.type) ? value.type.length : 1
    seen.choices += Math.max(0, types - 2)
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value)
    return Array.from({ length: types }).every(() => entries.every(([key, inner]) => visitEntry(value, key, inner)))
  }

  function visitEntry(holder: object, key: string, inner: unknown): boolean {
    if (key === '$ref' && typeof inner === 'string') return follow(inner)
    if (holder === schema && (key === '$defs' || key === 'definitions')) return true
    if (COMBINED.has(key) && Array.isArray(inner) && !isOrNull(inner)) seen.choices += inner.length
    return visit(inner)
  }

  function follow(reference: string): boolean {
    const [, where, name] = REFERENCE.exec(reference) ?? [undefined]
    if (open.has(reference)) repeated.add(reference)
    if (open.has(reference)) return true
    open.add(reference)
    const isFine =
      REFERENCE.test(reference) && visit(where === undefined ? schema : childOf(childOf(schema, where), name))
    open.delete(reference)
    return isFine
  }

  return visit(schema) && !(repeated.size > 0 && seen.choices > 0)
}

function childOf(value: unknown, name = ''): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined
}

/** One plain schema, or null: no more work than the schema itself. */
function isOrNull([one, other, ...more]: readonly unknown[]): boolean {
  return (
    more.length === 0 && isPlain(one) && isPlain(other) && [one, other].some((part) => childOf(part, 'type') === 'null')
  )
}

const isPlain = (part: unknown) => ['$ref', ...COMBINED].every((key) => childOf(part, key) === undefined)
