import { toSnakeCase } from '../contracts/wire.ts'

/** A record of unknown shape, by snake_case keys: `stepId`, `step-id` and `Step ID` all become `step_id`. */
export type Loose = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The record with its keys (not those of records inside it) in snake_case. */
export function withSnakeKeys(record: Loose): Loose {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      toSnakeCase(key.trim().replace(/[A-Z]{2,}/g, (word) => word[0] + word.slice(1).toLowerCase()))
        .replace(/[\s-]+/g, '_')
        .replace(/_+/g, '_')
        .replace(/^_/, ''),
      value,
    ]),
  )
}

/** The first of these fields that holds something. */
export function pick(record: Loose, names: readonly string[]): unknown {
  const name = names.find((candidate) => record[candidate] !== undefined && record[candidate] !== null)
  return name === undefined ? undefined : record[name]
}

export function readText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/** Texts of a list; a single text is a list of one, and of a record its description is taken. */
export function readTexts(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list
    .map((item) => (isRecord(item) ? describe(withSnakeKeys(item)) : readText(item)))
    .filter((text) => text !== '')
}

function describe(record: Loose): string {
  return readText(pick(record, ['description', 'criterion', 'criteria', 'text', 'name', 'risk', 'approach', 'title']))
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 }

/** Seconds from 30, "30", "30s", "2 minutes", "5-10 s" (the larger); null for anything else or below zero. */
export function readSeconds(value: unknown): number | null {
  if (typeof value === 'number') return value >= 0 && Number.isFinite(value) ? value : null
  const match = /^~?\s*(?:\d+(?:\.\d+)?\s*(?:-|–|to)\s*)?(\d+(?:\.\d+)?)\s*(ms|h|m(?!s)|s)?[a-z]*\.?$/i.exec(
    readText(value),
  )
  if (!match?.[1]) return null
  return Number(match[1]) * (SECONDS_PER_UNIT[match[2]?.toLowerCase() ?? 's'] ?? 1)
}

/** Dollars from 0.01, "0.01" or "$0.01"; null for anything else or below zero. */
export function readDollars(value: unknown): number | null {
  if (typeof value === 'number') return value >= 0 && Number.isFinite(value) ? value : null
  const match = /^\$?\s*(\d+(?:\.\d+)?)\s*(?:usd|dollars?|\$)?$/i.exec(readText(value))
  return match?.[1] === undefined ? null : Number(match[1])
}

const WORDS: Readonly<Record<string, number>> = { high: 0.8, medium: 0.6, low: 0.3 }

/** A confidence from 0–1, a percentage, or high, medium, low; 0.5 when there is none. */
export function readConfidence(value: unknown): number {
  const text = typeof value === 'number' ? String(value) : readText(value).toLowerCase()
  const number = WORDS[text] ?? Number.parseFloat(text)
  if (!(number >= 0 && number <= 100)) return 0.5
  return number > 1 || text.endsWith('%') ? number / 100 : number
}
