export interface DocumentHit {
  readonly source: string
  /** 1-based, inclusive. */
  readonly startLine: number
  readonly endLine: number
  /** The lines from `startLine` to `endLine` as they stand in the document. */
  readonly text: string
  /** 0–1, see `DocumentSearch`. */
  readonly score: number
}

interface SearchOptions {
  /** At most this many hits; 5 when left out. */
  readonly limit?: number | undefined
  /** Only these documents; a name that ends in "/" means everything below that folder. */
  readonly sources?: readonly string[] | undefined
}

/**
 * Finds passages that bear on a question, best first.
 *
 * score = coverage · (0.75 + 0.25 · rank). `coverage` is the weight of the question's words that stand in the passage
 * over the weight of all its words (of its `ENOUGH_WORDS` heaviest, when it is long), a word weighing
 * 1 + ln((N + 1) / (n + 1)) where n of N passages have it. It is 1 for a passage with all the words, those in quotation
 * marks in a row, and at most 0.75 for any other, which therefore comes after. `rank`, 0–1, is how often and how
 * prominently the words stand there. Words are compared by their stem; common ones do not count, a leading dash and "or"
 * mean nothing. Below `RELEVANCE_FLOOR` a passage is no answer: an empty list is the honest "nothing found".
 */
export interface DocumentSearch {
  search(query: string, options?: SearchOptions): Promise<readonly DocumentHit[]>
}

export interface SourceDocument {
  /** Path or URL: what citations name. */
  readonly source: string
  readonly text: string
  /** "text/markdown" is cut at its headings, anything else at its blank lines. */
  readonly mediaType: string
}

/** Documents that can be searched. An index that is told the same text twice does the work once. */
export interface DocumentStore extends DocumentSearch {
  /** Puts a document in, in place of an earlier one of the same source: whole or not at all. */
  indexDocument(document: SourceDocument): Promise<'indexed' | 'unchanged'>
  /** False when there was no such document. */
  remove(source: string): Promise<boolean>
}

export const RELEVANCE_FLOOR = 0.3
export const ENOUGH_WORDS = 6
export const MOST_FOR_PART = 0.75
export const DEFAULT_HITS = 5
