import type { Chunk } from './chunk-document.ts'

export interface DocumentHit {
  readonly source: string
  /** 1-based, inclusive; in a PDF they count from the top of the page that `place` names. */
  readonly startLine: number
  readonly endLine: number
  /** "page 3", "row 12", "/items/4": where that is, in formats whose lines are not all there is. */
  readonly place?: string | undefined
  /** The document's line of each line of `text`, where they do not count on from `startLine`. */
  readonly lineNumbers?: readonly number[] | undefined
  /** What stands from `startLine` to `endLine`: the lines themselves, or their words where they hold markup. */
  readonly text: string
  /** 0–1, see `DocumentSearch`. */
  readonly score: number
  /** Of its document. */
  readonly metadata?: DocumentMetadata | undefined
}

/**
 * "keyword" compares words, "vector" meanings (it needs an embedding model and pgvector), "hybrid" does both and joins the
 * two lists by Reciprocal Rank Fusion.
 */
export type SearchMethod = 'keyword' | 'vector' | 'hybrid'

/** One of these values (a list in the metadata has each of its items), or a range of numbers or of texts. */
export type MetadataCondition =
  | readonly (string | number | boolean)[]
  | {
      readonly gt?: string | number | undefined
      readonly gte?: string | number | undefined
      readonly lt?: string | number | undefined
      readonly lte?: string | number | undefined
    }

export interface SearchOptions {
  /** At most this many hits; 5 when left out. */
  readonly limit?: number | undefined
  /** Only these documents; a name that ends in "/" means everything below that folder. */
  readonly sources?: readonly string[] | undefined
  /** Only documents whose metadata meets every one of these. */
  readonly metadata?: Readonly<Record<string, MetadataCondition>> | undefined
  /** "hybrid" when left out; "keyword" in place of both others when vectors cannot be had. */
  readonly method?: SearchMethod | undefined
  /** Hits below are left out; `RELEVANCE_FLOOR` when left out. */
  readonly minRelevance?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Finds passages that bear on a question, best first. What "best" and the score mean depends on the method, but the floor
 * holds for all: below `RELEVANCE_FLOOR` a passage is no answer, and an empty list is the honest "nothing found".
 *
 * keyword: the score is that of `relevanceOf` (BM25 over what a full answer would have). Words are compared by their stem
 * in the language of each document and without accents, names also by their parts; common words do not count, a leading
 * dash and "or" mean nothing; a passage without the words in quotation marks in a row counts half.
 * vector: the score is how much nearer to the question the passage is than passages are to each other.
 * hybrid: the order is that of the fused ranks, the score the better of the two.
 */
export interface DocumentSearch {
  search(query: string, options?: SearchOptions): Promise<readonly DocumentHit[]>
}

interface SearchResult {
  readonly hits: readonly DocumentHit[]
  /** What was done: less than was asked for when vectors cannot be had. */
  readonly method: SearchMethod
}

/** A search that also says how it was done. */
export interface DocumentFinder extends DocumentSearch {
  find(query: string, options?: SearchOptions): Promise<SearchResult>
}

/** What is known of a document beside its text: filters of a search compare with it. */
export type DocumentMetadata = Readonly<Record<string, string | number | boolean | readonly string[]>>

export interface SourceDocument {
  /** Path or URL: what citations name. */
  readonly source: string
  readonly text: string
  /** "text/markdown" is cut at its headings, anything else at its blank lines. */
  readonly mediaType: string
  readonly metadata?: DocumentMetadata
}

/** A document that was read and cut by whoever knows its format. */
export interface CutDocument {
  readonly source: string
  /** Stands for its content and the way it is cut: the same fingerprint, the same passages. */
  readonly fingerprint: string
  readonly mediaType: string
  readonly title: string | null
  readonly sizeBytes: number
  readonly metadata: DocumentMetadata
  /** Stands for the folder it was indexed from; null for one that came by itself. */
  readonly origin: string | null
  readonly passages: readonly Chunk[]
}

export interface DocumentEntry extends Pick<CutDocument, 'source' | 'mediaType' | 'title' | 'sizeBytes' | 'metadata'> {
  /** How many. */
  readonly passages: number
  /** ISO 8601. */
  readonly indexedAt: string
}

interface ListOptions {
  /** At most this many; 50 when left out. */
  readonly limit?: number | undefined
  /** Only sources that come after this one. */
  readonly after?: string | undefined
}

/** Documents that can be searched. An index that is told the same text twice does the work once. */
export interface DocumentStore extends DocumentFinder {
  /** Puts a text in, in place of an earlier document of the same source: whole or not at all. */
  indexDocument(document: SourceDocument): Promise<'indexed' | 'unchanged'>
  /** The same for a document that is cut already. */
  put(document: CutDocument): Promise<'indexed' | 'unchanged'>
  /** False when the index does not hold just this; else its metadata and origin are from now on those given. */
  renew(document: Pick<CutDocument, 'source' | 'fingerprint' | 'metadata' | 'origin'>): Promise<boolean>
  /** Gives a document another source, in place of what was there. False when there was no such document. */
  move(from: string, to: string): Promise<boolean>
  /** False when there was no such document. */
  remove(source: string): Promise<boolean>
  /** The fingerprint of every document from there, by its source. */
  indexedFrom(origin: string): Promise<ReadonlyMap<string, string>>
  count(): Promise<{ readonly documents: number; readonly passages: number }>
  /** By source, in the order that `after` goes by. */
  list(options?: ListOptions): Promise<readonly DocumentEntry[]>
}

/** Calibrated for words, see docs/retriever.md: half of what is asked about. */
export const RELEVANCE_FLOOR = 0.45
export const DEFAULT_HITS = 5
export const DEFAULT_LISTED = 50
