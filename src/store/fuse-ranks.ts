import type { RankedPassage } from './keyword-search.ts'

// Of Cormack, Clarke and Büttcher 2009, Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods.
const RANK_OFFSET = 60

/**
 * Joins ranked lists: a passage counts 1 / (60 + its place) for each. Those sums only order, they say nothing about
 * relevance: the relevance of a passage is the highest that a list gives it.
 */
export function fuseRanks(lists: readonly (readonly RankedPassage[])[]): RankedPassage[] {
  const fused = new Map<string, { readonly order: number; readonly relevance: number }>()
  for (const list of lists) {
    for (const [index, { chunkId, relevance }] of list.entries()) {
      const known = fused.get(chunkId) ?? { order: 0, relevance: 0 }
      const order = known.order + 1 / (RANK_OFFSET + index + 1)
      fused.set(chunkId, { order, relevance: Math.max(known.relevance, relevance) })
    }
  }
  return [...fused]
    .sort(([, left], [, right]) => right.order - left.order)
    .map(([chunkId, { relevance }]) => ({ chunkId, relevance }))
}
