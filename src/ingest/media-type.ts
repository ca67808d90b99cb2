import { extname } from 'node:path'

const BY_ENDING: Readonly<Record<string, string>> = {
  ...each('text/markdown', '.md .mdx .markdown'),
  ...each('text/html', '.html .htm .xhtml'),
  ...each('application/pdf', '.pdf'),
  ...each('application/json', '.json .jsonc .geojson'),
  ...each('application/x-ndjson', '.jsonl .ndjson'),
  ...each('text/csv', '.csv'),
  ...each('text/tab-separated-values', '.tsv .tab'),
  ...each(
    'text/plain',
    `.txt .text .rst .adoc .org .log .yaml .yml .toml .ini .xml .css .sql .sh .ts .tsx .js .jsx .mjs .cjs .py .go .rs
    .java .kt .c .h .cpp .hpp .cs .rb .php .swift .scala .lua .r`,
  ),
}

// How else the same is called: RFC 7111, RFC 8259 and what browsers and curl send.
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'application/xhtml+xml': 'text/html',
  'application/x-pdf': 'application/pdf',
  'application/jsonl': 'application/x-ndjson',
  'application/jsonlines': 'application/x-ndjson',
  'application/x-jsonlines': 'application/x-ndjson',
  'application/csv': 'text/csv',
  'text/x-markdown': 'text/markdown',
  'text/json': 'application/json',
}

const KNOWN = new Set(Object.values(BY_ENDING))
const SAYS_NOTHING = new Set(['application/octet-stream', 'application/x-www-form-urlencoded', ''])

/** What a file's name says it is; null for an ending that no text has. */
export function mediaTypeOf(name: string): string | null {
  return BY_ENDING[extname(name).toLowerCase()] ?? null
}

export interface DeclaredType {
  readonly mediaType: string
  readonly charset: string | undefined
}

/**
 * What a Content-Type header says, by the name this package uses; a header that says nothing leaves it to the name of the
 * document. Any other text/… is read as plain text. Null: of no kind that is read here.
 */
export function parseMediaType(contentType: string, name: string): DeclaredType | null {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim())
  const charset = parameters.map((parameter) => /^charset="?([\w.:-]+)"?$/i.exec(parameter)?.[1]).find(Boolean)
  const mediaType = SAYS_NOTHING.has(type.toLowerCase()) ? mediaTypeOf(name) : toKnown(type.toLowerCase())
  return mediaType === null ? null : { mediaType, charset }
}

function toKnown(type: string): string | null {
  const known = OTHER_NAMES[type] ?? type
  if (KNOWN.has(known)) return known
  if (known.endsWith('+json')) return 'application/json'
  return /^text\/[\w.+-]+$/.test(known) ? 'text/plain' : null
}

function each(mediaType: string, endings: string): Record<string, string> {
  return Object.fromEntries(endings.split(/\s+/).map((ending) => [ending, mediaType]))
}
