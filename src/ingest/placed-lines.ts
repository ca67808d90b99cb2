import { type Block, type Chunk, chunkBlocks } from '../store/chunk-document.ts'

/** A line of what is read out of a document, and the lines of the document it stands on (1-based, inclusive). */
export interface PlacedLine {
  readonly text: string
  readonly line: number
  readonly lastLine: number
}

/** Passages of lines that were read out of markup, each with the lines it has in the document. */
export function toPassages(lines: readonly PlacedLine[], blocks: readonly Block[], place?: string): Chunk[] {
  const texts = lines.map(({ text }) => text)
  return chunkBlocks(texts, blocks).map(({ startLine, endLine, heading, text }) => {
    const own = lines.slice(startLine - 1, endLine)
    const lineNumbers = own.map(({ line }) => line)
    const [first = startLine] = lineNumbers
    const follows = lineNumbers.every((line, index) => line === first + index)
    return {
      startLine: own.reduce((least, { line }) => Math.min(least, line), first),
      endLine: own.reduce((most, { lastLine }) => Math.max(most, lastLine), first),
      heading,
      text,
      ...(follows ? {} : { lineNumbers }),
      ...(place === undefined ? {} : { place }),
    }
  })
}

/** Passages of one record: its lines in a row, cut only where they are too many for one passage. */
export function recordPassages(lines: readonly PlacedLine[], place: string): Chunk[] {
  if (lines.length === 0) return []
  return toPassages(lines, [{ from: 0, to: lines.length - 1, kind: 'text', heading: '' }], place)
}
