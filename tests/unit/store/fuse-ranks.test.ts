import { describe, expect, it } from 'vitest'
import { fuseRanks } from '../../../src/store/fuse-ranks.ts'

const ranked = (...passages: [chunkId: string, relevance: number][]) =>
  passages.map(([chunkId, relevance]) => ({ chunkId, relevance }))

describe('fuseRanks', () => {
  it('puts what stands in both lists above what leads one of them', () => {
    const fused = fuseRanks([ranked(['a', 0.9], ['both', 0.5]), ranked(['b', 0.8], ['both', 0.6])])
    expect(fused.map(({ chunkId }) => chunkId)).toEqual(['both', 'a', 'b'])
  })

  it('orders by places and not by relevance, and gives each the higher of its two', () => {
    expect(fuseRanks([ranked(['a', 0.2], ['b', 0.1]), ranked(['a', 0.3], ['b', 0.9])])).toEqual(
      ranked(['a', 0.3], ['b', 0.9]),
    )
  })

  it('leaves one list as it is', () => {
    expect(fuseRanks([ranked(['a', 0.9], ['b', 0.5]), []])).toEqual(ranked(['a', 0.9], ['b', 0.5]))
  })
})
