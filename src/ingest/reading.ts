import type { Chunk } from '../store/chunk-document.ts'

/** What was read from the bytes of a document, or why it cannot be read, in words that follow the document's name. */
export type Reading = ReadDocument | Refused

interface Refused {
  readonly refused: string
  /** What reads it gave up, which may be the document's doing or not; left out when its content is why. */
  readonly gaveUp?: boolean
}

export interface ReadDocument {
  readonly title: string | null
  readonly passages: readonly Chunk[]
  /** What its owner should know although it was read: pages without text, an encoding other than UTF-8. */
  readonly notes: readonly string[]
}

/** The bytes of a document and what its sender or its name say they are. */
export interface RawDocument {
  readonly bytes: Uint8Array
  readonly mediaType: string
  /** The encoding its sender declares, as in "text/html; charset=iso-8859-1". */
  readonly charset?: string | undefined
}

/** Above it a document is refused: an index entry and an embedding each are no longer worth it. */
export const MAX_PASSAGES = 100_000
