import type { DocumentMetadata } from '../store/document-store.ts'

/** A document as it is sent: its bytes, and what its sender says they are. */
export interface SentDocument {
  /** Path or URL: what citations name. */
  readonly source: string
  readonly bytes: Uint8Array
  /** A Content-Type header; one that says nothing leaves it to the ending of `source`. */
  readonly contentType: string
  readonly metadata?: DocumentMetadata | undefined
  /** Stands for the folder it was found in. */
  readonly origin?: string | null
}

/**
 * "type": nothing reads this kind; "size": it is larger than is read; "content": what stands in it cannot be read;
 * "reader": what reads it gave up, for time, memory or a reason of its own.
 */
export type Because = 'type' | 'size' | 'content' | 'reader'

export interface IndexOutcome {
  readonly source: string
  readonly status: 'indexed' | 'unchanged' | 'skipped'
  /** How many passages are new. */
  readonly passages: number
  /** Why it was skipped, in words that follow its name. */
  readonly reason?: string
  readonly because?: Because
  /** What its owner should know although it was indexed. */
  readonly notes: readonly string[]
}

/** Takes documents of every kind that is read here into a `DocumentStore`. */
export interface DocumentIndex {
  /** A document that cannot be read is an outcome; it leaves an earlier one of its source in place. */
  add(document: SentDocument): Promise<IndexOutcome>
  /** Removes a document, or every one below a name that ends in "/". Gives how many there were. */
  remove(name: string, signal?: AbortSignal): Promise<number>
}
