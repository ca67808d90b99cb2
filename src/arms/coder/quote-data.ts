const MAX_OUTPUT_CHARS = 2_000
const MAX_KEYS = 20
const MAX_VALUE_CHARS = 200
const MAX_LINES = 10
const MAX_LINE_CHARS = 500

/** Untrusted text for a prompt, labelled as data. It cannot close its own quotation. */
export function quote(name: string, text: string): string {
  return `<data name="${name}">\n${text.replaceAll(/<(?=\s*\/?\s*data\b)/gi, '‹')}\n</data>`
}

/** A value as JSON, cut after 2,000 characters. */
export function sampleOf(value: unknown): string {
  return cut(JSON.stringify(value), MAX_OUTPUT_CHARS)
}

/** Lines of a list that may be long: the first ten, each cut after 500 characters. */
export function firstOf(lines: readonly string[]): string {
  const shown = lines.slice(0, MAX_LINES).map((line) => cut(line, MAX_LINE_CHARS))
  const rest = lines.length - shown.length
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n')
}

/** What a record holds without showing it: for each of the first 20 keys its kind, its size and how it begins. */
export function summarise(data: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(data)
  const lines = entries.slice(0, MAX_KEYS).map(([key, value]) => `${cut(key, 100)}: ${describe(value)}`)
  const rest = entries.length - lines.length
  return [...lines, ...(rest > 0 ? [`and ${rest} more keys`] : [])].join('\n')
}

function describe(value: unknown): string {
  const json = String(JSON.stringify(value))
  return `${kindOf(value)}, ${json.length} characters as JSON: ${cut(json, MAX_VALUE_CHARS)}`
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `array of ${value.length}`
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  const keys = Object.keys(value)
  return `object with ${keys.length} keys (${cut(keys.join(', '), MAX_VALUE_CHARS)})`
}

function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars)} … (${text.length - maxChars} characters left out)`
}
