import type { DocumentFilter } from './document-filter.ts'
import type { RankedPassage } from './keyword-search.ts'

export interface VectorIndex {
  /** Passages whose meaning is near the question's, nearest first; null when that cannot be told now. */
  nearest(
    query: string,
    filter: DocumentFilter,
    options: { readonly limit: number; readonly signal?: AbortSignal | undefined },
  ): Promise<readonly RankedPassage[] | null>
  /** Starts making the vectors that are missing, if nobody is at it. */
  wake(): void
}
