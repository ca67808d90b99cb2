import type { PiiMatch } from '../reflex.ts'

/**
 * No two of the matches returned share a character, and they are in reading order. Where candidates overlap the surest
 * wins, among equally sure ones the longest.
 */
export function resolveOverlaps(candidates: readonly PiiMatch[], textLength: number): PiiMatch[] {
  if (candidates.length < 2) return [...candidates]
  const taken = new Uint8Array(textLength)
  const kept = [...candidates].sort(bySpecificity).filter(({ start, end }) => {
    if (taken.subarray(start, end).includes(1)) return false
    taken.fill(1, start, end)
    return true
  })
  return kept.sort((left, right) => left.start - right.start)
}

const bySpecificity = (left: PiiMatch, right: PiiMatch) =>
  right.confidence - left.confidence || right.end - right.start - (left.end - left.start) || left.start - right.start
