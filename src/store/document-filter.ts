import type { DocumentMetadata, MetadataCondition, SearchOptions } from './document-store.ts'
import { createParameters, type Parameters } from './memory/parameters.ts'
import { toJsonb } from './to-jsonb.ts'

/** A condition on `documents`, its values from $1 on. */
export interface DocumentFilter {
  readonly where: string
  readonly values: readonly unknown[]
}

type Wanted = Pick<SearchOptions, 'sources' | 'metadata'>

/** Which documents a search may look into, as SQL. */
export function toDocumentFilter({ sources, metadata = {} }: Wanted): DocumentFilter {
  const { values, add } = createParameters()
  const conditions: string[] = []
  if (sources) {
    conditions.push(`exists (select from unnest(${add(sources)}::text[]) as wanted
      where source = wanted or right(wanted, 1) = '/' and starts_with(source, wanted))`)
  }
  for (const [name, condition] of Object.entries(metadata)) {
    conditions.push(...conditionsOn(name, condition, add))
  }
  return { where: conditions.join(' and ') || 'true', values }
}

const COMPARED = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function conditionsOn(name: string, condition: MetadataCondition, add: Parameters['add']): string[] {
  if (!isRange(condition)) {
    const any = condition.map((value) => `metadata @> any(${add(containing(name, value))}::jsonb[])`)
    return [any.length === 0 ? 'false' : `(${any.join(' or ')})`]
  }
  return boundsOf(condition).map(([comparison, bound]) => {
    const key = `metadata->(${add(name)}::text)`
    const value = `${add(toJsonb(bound))}::jsonb`
    return `(jsonb_typeof(${key}) = jsonb_typeof(${value}) and ${key} ${COMPARED[comparison]} ${value})`
  })
}

// A list has what one of its items is.
const containing = (name: string, value: string | number | boolean) => [
  toJsonb({ [name]: value }),
  toJsonb({ [name]: [value] }),
]

type Range = Exclude<MetadataCondition, readonly unknown[]>

const isRange = (condition: MetadataCondition): condition is Range => !Array.isArray(condition)

function boundsOf({ gt, gte, lt, lte }: Range) {
  const bounds = [['gt', gt] as const, ['gte', gte] as const, ['lt', lt] as const, ['lte', lte] as const]
  return bounds.flatMap(([comparison, bound]) => (bound === undefined ? [] : [[comparison, bound] as const]))
}

/** The same, for a document in memory. */
export function fitsFilter(
  document: { readonly source: string; readonly metadata: DocumentMetadata },
  { sources, metadata = {} }: Wanted,
): boolean {
  const isWithin = (wanted: string) =>
    document.source === wanted || (wanted.endsWith('/') && document.source.startsWith(wanted))
  if (sources && !sources.some(isWithin)) return false
  return Object.entries(metadata).every(([name, condition]) => fits(document.metadata[name], condition))
}

function fits(value: DocumentMetadata[string] | undefined, condition: MetadataCondition): boolean {
  if (!isRange(condition)) {
    const values = Array.isArray(value) ? value : [value]
    return condition.some((wanted) => values.includes(wanted))
  }
  return boundsOf(condition).every(([comparison, bound]) => {
    const difference = compare(value, bound)
    return difference !== null && holds(difference, comparison)
  })
}

/** Below, at or above zero like left to right; null for values that have no order between them. */
function compare(left: DocumentMetadata[string] | undefined, right: string | number): number | null {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left !== 'string' || typeof right !== 'string') return null
  if (left === right) return 0
  return left > right ? 1 : -1
}

function holds(difference: number, comparison: keyof typeof COMPARED): boolean {
  if (comparison === 'gt') return difference > 0
  if (comparison === 'gte') return difference >= 0
  return comparison === 'lt' ? difference < 0 : difference <= 0
}
