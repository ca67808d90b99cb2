import type { Reflex } from '../reflex/reflex.ts'
import { restoreSpellings } from '../reflex/restore-text.ts'
import { MAX_JSON_DEPTH, scanJson } from '../reflex/scan-json.ts'
import { NAMELESS_TOKENS, type TokenBook } from '../reflex/token-book.ts'
import { withTokens } from '../reflex/with-tokens.ts'
import { refused } from './check-item.ts'

/**
 * A value as it may be kept for tasks to come: personal data and the tokens of this task become `[EMAIL]`, without a
 * number, because a number means something in its own task only. Takes JSON; throws MEMORY_REFUSED for an injection, and
 * for what is nested too deeply.
 */
export function toKept(value: object, { reflex, tokens = NAMELESS_TOKENS }: { reflex: Reflex; tokens?: TokenBook }) {
  const clean = withoutNumbers(value, tokens)
  const { value: kept, blocked, reason } = scanJson(withTokens(reflex, NAMELESS_TOKENS), clean, { role: 'tool_output' })
  if (blocked) throw refused(`It is not kept: ${reason ?? 'unsafe'}.`)
  return kept
}

/**
 * A value that was kept, as it may be shown to a task: nothing in it passes for one of the task's tokens, and what is
 * personal (another application may have put it there) gets a token of the task.
 */
export function toShown(value: unknown, { reflex, tokens }: { reflex: Reflex; tokens: TokenBook }): unknown {
  return scanJson(reflex, withoutNumbers(JSON.parse(JSON.stringify(value)), tokens), {
    role: 'document',
    checkInjection: false,
  }).value
}

/** The tokens that the book gave out lose their numbers, in strings and in keys. */
function withoutNumbers(value: unknown, tokens: TokenBook): unknown {
  const find = (token: string) => (tokens.find(token) === undefined ? undefined : token.replace(/_\d+\]$/, ']'))
  const clean = (text: string) => restoreSpellings(text, { find, names: new Set() })
  return mapStrings(value, clean, 0)
}

function mapStrings(value: unknown, clean: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return clean(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_JSON_DEPTH) throw refused(`It is nested deeper than ${MAX_JSON_DEPTH} levels: flatten it.`)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, clean, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [clean(key), mapStrings(item, clean, depth + 1)]),
  )
}
