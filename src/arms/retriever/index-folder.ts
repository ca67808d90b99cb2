import { constants, type Dirent } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { extname, join, posix } from 'node:path'
import { Fault } from '../../contracts/fault.ts'
import type { DocumentStore } from '../../store/document-store.ts'

export interface IndexProgress {
  /** Path below the folder, with "/". */
  readonly source: string
  readonly outcome: 'indexed' | 'unchanged' | 'skipped'
  /** Why a file was skipped. */
  readonly reason?: string
}

export interface IndexSummary {
  readonly indexed: number
  readonly unchanged: number
  readonly skipped: readonly { readonly source: string; readonly reason: string }[]
}

interface Options {
  readonly folder: string
  readonly documents: DocumentStore
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined
  /** Asked with the path below the folder; a folder that is excluded is not entered. */
  readonly exclude?: ((path: string) => boolean) | undefined
  readonly signal?: AbortSignal | undefined
}

const MAX_FILE_BYTES = 2_000_000

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ...{ '.md': 'text/markdown', '.mdx': 'text/markdown', '.markdown': 'text/markdown' },
  ...Object.fromEntries(
    `.txt .text .rst .adoc .org .log .csv .tsv .json .jsonl .yaml .yml .toml .ini .xml .html .css .sql .sh .ts .tsx .js
    .jsx .mjs .cjs .py .go .rs .java .kt .c .h .cpp .hpp .cs .rb .php .swift .scala .lua .r`
      .split(/\s+/)
      .map((ending) => [ending, 'text/plain']),
  ),
}

const NEVER_ENTERED = new Set(['node_modules', '__pycache__'])

/**
 * Indexes the text files of a folder and below, each under its relative path; unchanged ones cost one look. Hidden files
 * and dependencies are left out; symbolic links are never followed, so nothing outside the folder is read. Files above
 * 2 MB, binary ones and those that cannot be read are skipped with the reason. Throws REQUEST_INVALID when the folder
 * itself cannot be read.
 */
export async function indexFolder(options: Options): Promise<IndexSummary> {
  const { folder, documents, onProgress, signal } = options
  const summary = { indexed: 0, unchanged: 0, skipped: [] as { source: string; reason: string }[] }
  for (const source of await textFiles(options)) {
    signal?.throwIfAborted()
    const file = await readText(join(folder, source))
    if ('reason' in file) {
      summary.skipped.push({ source, reason: file.reason })
      onProgress?.({ source, outcome: 'skipped', reason: file.reason })
      continue
    }
    const outcome = await documents.indexDocument({ source, text: file.text, mediaType: mediaTypeOf(source) })
    summary[outcome] += 1
    onProgress?.({ source, outcome })
  }
  return summary
}

async function textFiles(options: Options, below = ''): Promise<string[]> {
  const { folder, exclude = () => false } = options
  const entries = await entriesOf(folder, below)
  const kept = entries
    .map((entry) => ({ entry, source: posix.join(below, entry.name) }))
    .filter(({ entry, source }) => !isLeftOut(entry.name) && !exclude(source))
  const files = kept.filter(({ entry, source }) => entry.isFile() && isText(source)).map(({ source }) => source)
  for (const { entry, source } of kept) {
    if (entry.isDirectory()) files.push(...(await textFiles(options, source)))
  }
  return files
}

const isLeftOut = (name: string) => name.startsWith('.') || NEVER_ENTERED.has(name)
const isText = (source: string) => extname(source).toLowerCase() in MEDIA_TYPES

async function entriesOf(folder: string, below: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(join(folder, below), { withFileTypes: true })
    return entries.sort((left, right) => (left.name < right.name ? -1 : 1))
  } catch (error) {
    if (below !== '') return [] // a folder that may not be read has nothing to index
    throw unreadable(folder, error)
  }
}

const unreadable = (folder: string, cause: unknown) =>
  new Fault('REQUEST_INVALID', `${folder} cannot be read. Name a folder that exists.`, { cause })

async function readText(path: string): Promise<{ readonly text: string } | { readonly reason: string }> {
  try {
    // The entry was a plain file a moment ago; if it is a link by now, it is not followed.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      const { size } = await file.stat()
      if (size > MAX_FILE_BYTES) return { reason: `larger than ${MAX_FILE_BYTES / 1_000_000} MB` }
      const bytes = await file.readFile()
      return bytes.includes(0) ? { reason: 'not a text file' } : { text: bytes.toString('utf8') }
    } finally {
      await file.close()
    }
  } catch (error) {
    return { reason: `cannot be read (${codeOf(error)})` }
  }
}

const mediaTypeOf = (source: string) => MEDIA_TYPES[extname(source).toLowerCase()] ?? 'text/plain'

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
