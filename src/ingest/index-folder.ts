import { createHash } from 'node:crypto'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fingerprintOf } from '../store/cut-text.ts'
import type { DocumentMetadata, DocumentStore } from '../store/document-store.ts'
import type { DocumentIndex, IndexOutcome } from './document-index.ts'
import { inParallel } from './in-parallel.ts'
import { mediaTypeOf } from './media-type.ts'
import { readFile } from './read-file.ts'
import { walkFolder } from './walk-folder.ts'

export interface FileOutcome extends Omit<IndexOutcome, 'status'> {
  readonly status: IndexOutcome['status'] | 'moved' | 'removed'
  readonly bytes: number
}

export interface IndexFolderOptions {
  /** A folder, or one file. */
  readonly path: string
  readonly documents: DocumentStore
  readonly index: DocumentIndex
  /** The sources of a collection begin with its name and "/", and its documents have it as metadata. */
  readonly collection?: string | undefined
  readonly metadata?: DocumentMetadata | undefined
  readonly exclude?: ((path: string) => boolean) | undefined
  readonly signal?: AbortSignal | undefined
  /** Told before anything is read. */
  readonly onFound?: ((files: number) => void) | undefined
  readonly onOutcome?: ((outcome: FileOutcome) => void) | undefined
}

const FILES_AT_ONCE = 4

/**
 * Brings the index up to date with a folder: each file under its path below the folder. What is as it was costs one look,
 * what has only another name is not read again, and what is gone from the folder is removed: of documents that were
 * indexed from this folder, and only where this call looked. A file whose new content cannot be read is removed too, one
 * that could not be opened, or not be read in time, is left as it is. Every document is put in or taken out whole, so a call that is ended leaves
 * nothing half done, and removes nothing. Throws REQUEST_INVALID when the folder itself cannot be read.
 */
export async function indexFolder(options: IndexFolderOptions): Promise<void> {
  const { documents, signal, onOutcome = () => {} } = options
  const place = await placeOf(options)
  const known = await documents.indexedFrom(place.origin)
  const gone = goneFrom(place, known)
  options.onFound?.(place.files.length)
  await inParallel(place.files, FILES_AT_ONCE, async (path) => {
    signal?.throwIfAborted()
    onOutcome(await indexFile(path, { ...options, place, known, gone }))
  })
  for (const source of gone.sources()) {
    signal?.throwIfAborted()
    if (await documents.remove(source)) onOutcome(outcomeOf(source, 'removed'))
  }
}

interface Place {
  readonly folder: string
  readonly files: readonly string[]
  readonly origin: string
  toSource(path: string): string
  /** Whether this call would have found the file of this source if it were there. */
  covers(source: string): boolean
}

async function placeOf({ path, collection, exclude = () => false }: IndexFolderOptions): Promise<Place> {
  const isFile = (await stat(path).catch(() => null))?.isFile() ?? false
  const folder = isFile ? dirname(resolve(path)) : path
  const prefix = collection === undefined ? '' : `${collection}/`
  const toSource = (below: string) => `${prefix}${below}`
  const origin = originOf(await realpath(folder).catch(() => resolve(folder)), collection)
  if (isFile) return { folder, files: [basename(path)], origin, toSource, covers: () => false }
  const { files, unread } = await walkFolder(folder, exclude)
  const covers = (source: string) => {
    const steps = stepsOf(source.slice(prefix.length))
    return source.startsWith(prefix) && !steps.some((step) => exclude(step) || unread.includes(step))
  }
  return { folder, files, origin, toSource, covers }
}

/** "a/b/c" → "a", "a/b", "a/b/c" */
const stepsOf = (path: string) => path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))

/** Only ever compared; the path itself may tell who works where. */
const originOf = (folder: string, collection = '') =>
  createHash('sha256').update(`${collection}\0${folder}`).digest('base64url')

/** Documents whose files are gone. One that was found again under another name is taken out of them. */
interface Gone {
  take(fingerprint: string): string | null
  sources(): readonly string[]
}

function goneFrom({ files, toSource, covers }: Place, known: ReadonlyMap<string, string>): Gone {
  const found = new Set(files.map(toSource))
  const gone = new Map([...known].filter(([source]) => !found.has(source) && covers(source)))
  const byFingerprint = new Map([...gone].map(([source, fingerprint]) => [fingerprint, source]))
  return {
    take(fingerprint) {
      const source = byFingerprint.get(fingerprint)
      if (source === undefined || !gone.delete(source)) return null
      return source
    },
    sources: () => [...gone.keys()],
  }
}

interface Circumstances extends IndexFolderOptions {
  readonly place: Place
  readonly known: ReadonlyMap<string, string>
  readonly gone: Gone
}

async function indexFile(path: string, circumstances: Circumstances): Promise<FileOutcome> {
  const { place, known, documents, index, collection, metadata } = circumstances
  const source = place.toSource(path)
  const file = await readFile(join(place.folder, path))
  if ('reason' in file) {
    if (file.isThere && known.has(source)) await documents.remove(source)
    return { ...outcomeOf(source, 'skipped'), reason: file.reason }
  }
  const isMoved = await follow(source, file.bytes, circumstances)
  const outcome = await index.add({
    source,
    bytes: file.bytes,
    contentType: '',
    origin: place.origin,
    metadata: { modified: file.modified, ...(collection === undefined ? {} : { collection }), ...metadata },
  })
  if (outcome.because === 'content' && known.has(source)) await documents.remove(source)
  const status = isMoved && outcome.status === 'unchanged' ? 'moved' : outcome.status
  return { ...outcome, status, bytes: file.bytes.length }
}

/** Whether the content is there under a name that is gone; it is then there under the new one. */
async function follow(source: string, bytes: Uint8Array, { known, gone, documents }: Circumstances): Promise<boolean> {
  if (known.has(source)) return false
  const before = gone.take(fingerprintOf(bytes, mediaTypeOf(source) ?? ''))
  return before !== null && documents.move(before, source)
}

const outcomeOf = (source: string, status: FileOutcome['status']) => ({
  source,
  status,
  bytes: 0,
  passages: 0,
  notes: [],
})
