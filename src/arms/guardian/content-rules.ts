/** Where a string ends up by the name it goes under: there an attack is carried out, elsewhere it is only text. */
export type Sink = 'sql' | 'html' | 'url' | 'path'

/** Every pattern is bounded: no text can make it slow. */
export interface ContentRule {
  readonly id: 'sql_injection' | 'xss' | 'path_traversal'
  /** Looked for in any text; a finding is a warning. */
  readonly inText: RegExp
  /** Looked for in a string of that sink; a finding is an error. */
  readonly inSink: Partial<Record<Sink, RegExp>>
}

const SQL_INJECTION =
  /['"]\s{0,5}\)?\s{0,5}(?:(?:or|and)\s{1,5}['"]?\w{1,20}['"]?\s{0,5}(?:=|like\b)|;\s{0,5}(?:drop|delete|truncate|alter|insert|update|exec)\b|union\s{1,5}(?:all\s{1,5})?select\b)/i
const XSS =
  /<script[\s/>]|<(?:iframe|object|embed)[\s/>]|<[a-z][^<>]{0,300}[\s"'/]on[a-z]{3,20}\s{0,5}=|javascript:[^\s]/i
const SCRIPT_URL = /^\s{0,20}(?:javascript|vbscript|data:\s{0,5}text\/html)/i
const TRAVERSAL = /(?:\.\.[\\/]){2}|(?:%2e%2e|\.\.)(?:%2f|%5c)|%2e%2e[\\/]/i
const PARENT_FOLDER = /(?:^|[\\/]|%2f|%5c)(?:\.\.|%2e%2e)(?:[\\/]|%2f|%5c|$)/i

export const CONTENT_RULES: readonly ContentRule[] = [
  { id: 'sql_injection', inText: SQL_INJECTION, inSink: { sql: SQL_INJECTION } },
  { id: 'xss', inText: XSS, inSink: { html: XSS, url: SCRIPT_URL } },
  { id: 'path_traversal', inText: TRAVERSAL, inSink: { path: PARENT_FOLDER } },
]

const SINKS: Readonly<Record<string, Sink>> = {
  sql: 'sql',
  sql_query: 'sql',
  html: 'html',
  inner_html: 'html',
  url: 'url',
  uri: 'url',
  href: 'url',
  path: 'path',
  filename: 'path',
  file_name: 'path',
  file_path: 'path',
}

/** The sink of the value at a JSON pointer, or null. The name of an artifact is a file name. */
export function sinkAt(pointer: string): Sink | null {
  if (/\/artifacts\/\d{1,9}\/name$/.test(pointer)) return 'path'
  // An item of a list goes under the name of the list.
  const name = pointer.split('/').findLast((segment) => !/^\d{1,9}$/.test(segment)) ?? ''
  return SINKS[name.toLowerCase()] ?? null
}
