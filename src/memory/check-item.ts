import { Fault } from '../contracts/fault.ts'
import type { Reflex } from '../reflex/reflex.ts'
import { spellingsIn } from '../reflex/token-spelling.ts'

const MAX_VALUE_BYTES = 65_536
const MAX_LABELS = 8
const MAX_LABEL_CHARS = 100
const MAX_KEY_CHARS = 200
const MAX_QUERY_CHARS = 2_000
const MAX_LIMIT = 100

// "." and ":" join labels in other stores, "*" stands for any label.
const LABEL = /^[^\p{Cc}.:*]+$/u
const KEY = /^[^\p{Cc}]+$/u

/**
 * Throws MEMORY_REFUSED for a namespace (relative to its owner's) or a key that cannot be one. Both tell items apart, so
 * nothing in them can be redacted: what holds personal data, or a token that means something in one task only, is refused.
 */
export function checkPlace(namespace: readonly string[], key: string, reflex: Reflex): void {
  if (namespace.length === 0) throw refused('The namespace is empty: name at least one label, such as ["notes"].')
  checkPrefix(namespace)
  if (!KEY.test(key) || key.length > MAX_KEY_CHARS) {
    throw refused(`A key has 1 to ${MAX_KEY_CHARS} characters, none of them a control character.`)
  }
  for (const name of [...namespace, key]) {
    const { piiMatches } = reflex.scan(name, { checkInjection: false })
    if (piiMatches.length > 0 || hasToken(name)) {
      throw refused('A namespace or key holds personal data or a token: use an id that says nothing of a person.')
    }
  }
}

const hasToken = (name: string) => [...spellingsIn(name)].some(({ form }) => form === 'exact')

/** Throws MEMORY_REFUSED for what cannot be the beginning of a namespace. */
export function checkPrefix(prefix: readonly string[]): void {
  const isLabel = (label: unknown) => typeof label === 'string' && label.length <= MAX_LABEL_CHARS && LABEL.test(label)
  if (prefix.length > MAX_LABELS || !prefix.every(isLabel)) {
    throw refused(
      `A namespace has at most ${MAX_LABELS} labels of 1 to ${MAX_LABEL_CHARS} characters without ".", ":", "*" and control characters.`,
    )
  }
}

/** A value as JSON has it. Throws MEMORY_REFUSED for one that is no object, or too large. */
export function toJsonValue(value: unknown): object {
  const json = toJson(value) ?? 'null'
  const bytes = Buffer.byteLength(json)
  if (bytes > MAX_VALUE_BYTES) {
    throw refused(`A value may have ${MAX_VALUE_BYTES} bytes as JSON, this one has ${bytes}: keep less, or in parts.`)
  }
  const parsed: unknown = JSON.parse(json)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
  throw refused('A value must be a JSON object; put other things into one, such as {"text": "…"}.')
}

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw refused('A value must be JSON: no cycles, no BigInt.', cause)
  }
}

/** Throws MEMORY_REFUSED for a search that asks for too much at once. */
export function checkSearch({
  query = '',
  limit = 10,
  offset = 0,
}: {
  query?: string
  limit?: number
  offset?: number
}) {
  const isCount = (count: number) => Number.isInteger(count) && count >= 0
  if (query.length > MAX_QUERY_CHARS || !isCount(limit) || limit > MAX_LIMIT || !isCount(offset)) {
    throw refused(`A search has a query of at most ${MAX_QUERY_CHARS} characters, and a limit of at most ${MAX_LIMIT}.`)
  }
}

export const refused = (message: string, cause?: unknown) => new Fault('MEMORY_REFUSED', message, { cause })
