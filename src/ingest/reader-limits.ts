/** How long a document may be read. */
export const READ_MS = 30_000
/** How long a reader whose parent is gone may go on. */
export const ORPHAN_MS = READ_MS + 5_000
/** JavaScript objects of a reader. */
export const HEAP_MB = 640
/** A reader as a whole: its heap, and bytes beside it. */
export const MAX_RSS_BYTES = 1_024 * 1_048_576
