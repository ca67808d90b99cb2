import { z } from 'zod'

/**
 * The one place where `snake_case` on the wire meets `camelCase` in TypeScript. Only keys that a schema declares are
 * renamed; what users put into free-form records (context, inputs, outputs, metadata) passes untouched. A property whose
 * wire name is not just its snake_case form says so with `.meta({ wire: 'name' })`.
 */

/** A value of the schema, as it goes over the wire. */
export function toWire<Schema extends z.core.$ZodType>(schema: Schema, value: z.output<Schema>): unknown {
  return rename(schema, value, 'out')
}

/** Wire names made TypeScript names. Nothing is validated: parse the answer with the schema. */
export function fromWire(schema: z.core.$ZodType, value: unknown): unknown {
  return rename(schema, value, 'in')
}

/** `maxCostUsd` → `max_cost_usd`. */
export function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

type Direction = 'in' | 'out'

function rename(schema: z.core.$ZodType, value: unknown, direction: Direction): unknown {
  if (value === null || typeof value !== 'object') return value
  const type = schema as z.core.$ZodTypes
  const { def } = type._zod
  switch (def.type) {
    case 'object':
      return Array.isArray(value) ? value : renameKeys(def.shape, value as Record<string, unknown>, direction)
    case 'array':
      return Array.isArray(value) ? value.map((item) => rename(def.element, item, direction)) : value
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return rename(def.innerType, value, direction)
    case 'union':
      return rename(optionFor(def, value), value, direction)
    default:
      return value
  }
}

function renameKeys(shape: z.core.$ZodShape, value: Record<string, unknown>, direction: Direction) {
  const names = namesOf(shape)[direction]
  return Object.fromEntries(
    Object.entries(value).map(([from, item]) => {
      const to = names.get(from)
      if (to === undefined) return [from, item]
      const property = shape[direction === 'out' ? from : to]
      return [to, property ? rename(property, item, direction) : item]
    }),
  )
}

interface Names {
  readonly in: ReadonlyMap<string, string>
  readonly out: ReadonlyMap<string, string>
}
const namesByShape = new WeakMap<z.core.$ZodShape, Names>()

function namesOf(shape: z.core.$ZodShape): Names {
  const known = namesByShape.get(shape)
  if (known) return known
  const pairs = Object.entries(shape).map(([name, property]) => [name, wireNameOf(name, property)] as const)
  const names = { out: new Map(pairs), in: new Map(pairs.map(([name, wire]) => [wire, name] as const)) }
  namesByShape.set(shape, names)
  return names
}

function wireNameOf(name: string, property: z.core.$ZodType): string {
  const meta = z.globalRegistry.get(property)
  return typeof meta?.['wire'] === 'string' ? meta['wire'] : toSnakeCase(name)
}

/** The member of a union that a value is meant for: by its discriminator, else by being an array or an object. */
function optionFor(def: z.core.$ZodUnionDef, value: object): z.core.$ZodType {
  const { discriminator } = def as Partial<z.core.$ZodDiscriminatedUnionDef>
  const fits = (option: z.core.$ZodType) => {
    const { def: inner } = (option as z.core.$ZodTypes)._zod
    if (inner.type !== 'object') return (inner.type === 'array') === Array.isArray(value)
    const tag = discriminator === undefined ? undefined : inner.shape[discriminator]
    const tagValue = (value as Record<string, unknown>)[discriminator ?? '']
    return tag === undefined ? !Array.isArray(value) : z.safeParse(tag, tagValue).success
  }
  return def.options.find(fits) ?? z.unknown()
}
