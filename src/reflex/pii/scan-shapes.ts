import type { PiiKind, PiiMatch } from '../reflex.ts'
import { type Scanner, type Surroundings, surroundingsOf } from './candidate.ts'

/**
 * A form that a kind of personal data has. The pattern is global, starts on a fixed class behind a guard and repeats
 * within bounds, so that no text makes it slow.
 */
export interface Shape {
  readonly kind: PiiKind
  readonly pattern: RegExp
  /** How sure it is, 0 when it is something else. */
  readonly judge: (value: string, around: Surroundings) => number
}

/** A scanner of shapes. Texts in which `needed` does not occur are not looked at. */
export function scanShapes(needed: RegExp, shapes: readonly Shape[]): Scanner {
  return (text) => (needed.test(text) ? shapes.flatMap((shape) => findShape(shape, text)) : [])
}

function findShape({ kind, pattern, judge }: Shape, text: string): PiiMatch[] {
  const found: PiiMatch[] = []
  for (const match of text.matchAll(pattern)) {
    const start = match.index
    const end = start + match[0].length
    const confidence = judge(match[0], surroundingsOf(text, start, end))
    if (confidence > 0) found.push({ type: kind, start, end, confidence })
  }
  return found
}

export const digitsOf = (value: string) => value.replace(/\D/g, '')
