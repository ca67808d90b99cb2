/** A word of a question, and how many passages of the whole index have it. */
export interface AskedWord {
  readonly havingIt: number
  /** Compound names add to the relevance of a passage that has them; one that has only their parts lacks nothing. */
  readonly isExtra: boolean
}

/** What is asked, whatever the passage. */
export interface Asked {
  readonly words: readonly AskedWord[]
  /** Places in `words` of two that follow each other in the question. */
  readonly pairs: readonly (readonly [number, number])[]
  /** Passages in the whole index. */
  readonly passages: number
  readonly meanWordCount: number
}

export interface CandidatePassage {
  /** For each asked word, how often it stands in the passage. */
  readonly frequencies: readonly number[]
  /** For each asked word, whether it stands in the headings above the passage. */
  readonly inHeading: readonly boolean[]
  /** For each asked pair, whether it stands there in a row. */
  readonly pairs: readonly boolean[]
  /** For each quoted phrase, whether it stands there word for word. */
  readonly phrases: readonly boolean[]
  readonly wordCount: number
}

// k1 and b as in BM25; all four tuned on the Cranfield collection, see docs/retriever.md.
const SATURATION = 1.6
const LENGTH_SHARE = 0.75
const HEADING_FREQUENCY = 2
const PAIR_SHARE = 0.3
// A long question is answered by a passage that has these many of its weightiest words.
const ENOUGH_WORDS = 6

/**
 * How relevant a passage is, 0–1: 1 - 4^(-s/e). s is its BM25 (Robertson and Zaragoza 2009, The Probabilistic Relevance
 * Framework), with a word in the headings counted as two more in the text, plus a share for asked words in a row (the
 * sequential dependence of Metzler and Croft 2005), halved when a quoted phrase is missing. e is the BM25 of a passage of
 * mean length that has every asked word once. Such a passage is therefore at 0.75, one with half of the weight at 0.5,
 * whatever is asked: the order is that of BM25, and a floor means the same for every question.
 */
export function relevanceOf(passage: CandidatePassage, asked: Asked): number {
  const { words, pairs, passages, meanWordCount } = asked
  const length = 1 - LENGTH_SHARE + (LENGTH_SHARE * passage.wordCount) / Math.max(meanWordCount, 1)
  const weights = words.map(({ havingIt }) => weightOf(havingIt, passages))
  const byWord = weights.map((weight, index) => {
    const frequency = (passage.frequencies[index] ?? 0) + (passage.inHeading[index] ? HEADING_FREQUENCY : 0)
    return (weight * frequency * (SATURATION + 1)) / (frequency + SATURATION * length)
  })
  const byPair = pairs.map(([left, right], index) =>
    passage.pairs[index] ? PAIR_SHARE * ((weights[left] ?? 0) + (weights[right] ?? 0)) : 0,
  )
  const needed = weights.filter((_, index) => !words[index]?.isExtra).sort((left, right) => right - left)
  const enough = sum(needed.slice(0, ENOUGH_WORDS))
  const said = sum(byWord) + sum(byPair)
  const share = enough === 0 ? 0 : said / enough
  return 1 - 4 ** -(passage.phrases.every(Boolean) ? share : share / 2)
}

/** The rarer, the weightier; a word that no passage has weighs like one that a single passage has. */
function weightOf(havingIt: number, passages: number): number {
  const known = Math.max(havingIt, 1)
  return Math.log(1 + (Math.max(passages - known, 0) + 0.5) / (known + 0.5))
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
