import { describe, expect, it } from 'vitest'
import { resolveOverlaps } from '../../../../src/reflex/pii/resolve-overlaps.ts'

const match = (type: string, start: number, end: number, confidence: number) => ({ type, start, end, confidence })

describe('resolveOverlaps', () => {
  it('keeps the surest of overlapping candidates', () => {
    const kept = resolveOverlaps([match('phone', 0, 12, 0.7), match('credit_card', 2, 10, 0.95)], 20)
    expect(kept.map(({ type }) => type)).toEqual(['credit_card'])
  })

  it('keeps the longest of equally sure ones', () => {
    const kept = resolveOverlaps([match('email', 4, 9, 0.9), match('url_credentials', 0, 12, 0.9)], 20)
    expect(kept.map(({ type }) => type)).toEqual(['url_credentials'])
  })

  it('keeps both neighbours of a candidate that lost', () => {
    const kept = resolveOverlaps([match('a', 0, 5, 0.9), match('b', 4, 8, 0.6), match('c', 7, 12, 0.8)], 20)
    expect(kept.map(({ type }) => type)).toEqual(['a', 'c'])
  })

  it('returns matches in reading order', () => {
    const kept = resolveOverlaps([match('late', 10, 12, 0.9), match('early', 0, 2, 0.6)], 20)
    expect(kept.map(({ type }) => type)).toEqual(['early', 'late'])
  })
})
