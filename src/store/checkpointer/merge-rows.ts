import type { BlobRow, CheckpointRow, WriteRow } from './checkpoint-op.ts'

// One statement may not touch a row twice, so rows with the same key are folded into what one after the other would leave.

const SPECIAL_WRITE = 0 // errors, interrupts and answers have an index below this, and the last one counts

/** A version of a channel never changes: the first is kept. */
export function mergeBlobs(rows: readonly BlobRow[]): BlobRow[] {
  return fold(rows, 4, (first) => first)
}

/** What a graph task wrote stays as it was first written, save its errors, interrupts and answers. */
export function mergeWrites(rows: readonly WriteRow[]): WriteRow[] {
  return fold(rows, 5, (first, next) => (next[4] < SPECIAL_WRITE ? next : first))
}

/** A checkpoint written again takes the new content and keeps its parent. */
export function mergeCheckpoints(rows: readonly CheckpointRow[]): CheckpointRow[] {
  return fold(rows, 3, (first, next) => [next[0], next[1], next[2], first[3], next[4], next[5]])
}

function fold<Row extends readonly unknown[]>(
  rows: readonly Row[],
  keyLength: number,
  merge: (first: Row, next: Row) => Row,
): Row[] {
  const byKey = new Map<string, Row>()
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, keyLength))
    const first = byKey.get(key)
    byKey.set(key, first ? merge(first, row) : row)
  }
  return [...byKey.values()]
}
