import type { Chunk } from './chunk-document.ts'
import { searchWords } from './search-words.ts'

/** What `chunks.words` is made of: three texts that Postgres only has to stem. */
export interface ChunkWords {
  readonly heading: string
  readonly text: string
  readonly names: string
  /** Of the text. */
  readonly wordCount: number
}

/** The names come last, so that they do not stand between the words of a phrase. */
export const WORDS_SQL = `
  setweight(to_tsvector(language::regconfig, heading_words), 'A')
  || to_tsvector(language::regconfig, text_words)
  || to_tsvector('simple', names)`

export function chunkWords({ heading, text }: Pick<Chunk, 'heading' | 'text'>): ChunkWords {
  const inHeading = searchWords(heading)
  const inText = searchWords(text)
  return {
    heading: inHeading.words.join(' '),
    text: inText.words.join(' '),
    names: [...new Set([...inHeading.names, ...inText.names])].join(' '),
    wordCount: inText.words.length,
  }
}
