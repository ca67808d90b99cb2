import type { Chunk } from '../../src/store/chunk-document.ts'

/** Random choices that are the same in every run. */
export interface Choices {
  /** 0 to below `below`. */
  number(below: number): number
  pick<Item>(items: readonly Item[]): Item
  /** A word that stands nowhere else: "w17". */
  word(): string
  times<Item>(most: number, make: () => Item): Item[]
}

export function choicesOf(seed: number): Choices {
  let state = seed * 2_654_435_761 + 1
  let words = 0
  const number = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  return {
    number,
    pick(items) {
      const item = items[number(items.length)]
      if (item === undefined) throw new Error('There is nothing to pick from.')
      return item
    },
    word: () => `w${++words}x`,
    times: (most, make) => Array.from({ length: number(most) + 1 }, make),
  }
}

interface PlacedWord {
  readonly word: string
  /** Where the passage says it stands. */
  readonly line: number
  readonly passage: Chunk
}

const WORD = /\bw\d+x\b/g

export function wordsOf(passages: readonly Chunk[]): PlacedWord[] {
  return passages.flatMap((passage) =>
    passage.text.split('\n').flatMap((text, index) => {
      const line = passage.lineNumbers?.[index] ?? passage.startLine + index
      return (text.match(WORD) ?? []).map((word) => ({ word, line, passage }))
    }),
  )
}

/** The line of the source that each of its words stands on, 1-based. */
export function linesOfWords(source: string): ReadonlyMap<string, number> {
  const lines = source.split('\n')
  return new Map(lines.flatMap((text, index) => (text.match(WORD) ?? []).map((word) => [word, index + 1] as const)))
}
