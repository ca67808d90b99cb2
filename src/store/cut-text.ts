import { createHash } from 'node:crypto'
import { chunkDocument } from './chunk-document.ts'
import type { CutDocument, SourceDocument } from './document-store.ts'

// Part of every fingerprint: raise it when passages are cut differently, and every document is indexed anew.
const CUTTING = 2

/** The same content of the same type has the same fingerprint, as long as it is cut the same way. */
export function fingerprintOf(content: string | Uint8Array, mediaType: string): string {
  return createHash('sha256').update(`${CUTTING} ${mediaType}\n`).update(content).digest('hex')
}

/** A text as a document to put in. */
export function cutText({ source, mediaType, metadata = {}, ...given }: SourceDocument): CutDocument {
  const text = given.text.replaceAll('\r\n', '\n')
  return {
    source,
    mediaType,
    metadata,
    fingerprint: fingerprintOf(text, mediaType),
    title: null,
    sizeBytes: Buffer.byteLength(given.text),
    origin: null,
    passages: chunkDocument({ text, mediaType }),
  }
}
