import type { Block } from '../store/chunk-document.ts'
import type { PlacedLine } from './placed-lines.ts'

/**
 * Lines and blocks of what is read out of markup, in reading order. A line of the page holds words of one line of the
 * source only, except where a heading or a row of a table runs over several: so every line can be looked up.
 */
export interface PageBuilder {
  readonly lines: readonly PlacedLine[]
  readonly blocks: readonly Block[]
  /** Words as they stand in the source; white space counts as one space. `joined`: line breaks do too. */
  add(text: string, line: number, joined: boolean): void
  /** Characters of our own (a bullet, a mark of code) in front of or behind words. */
  mark(text: string): void
  /** Starts a line with characters of our own; it stays empty until words follow. */
  startLine(mark: string): void
  /** Lines as they stand, as one block that is kept whole. */
  addFence(lines: readonly PlacedLine[]): void
  endLine(): void
  endBlock(): void
  startHeading(level: number): void
  endHeading(): void
}

interface Heading {
  readonly level: number
  readonly name: string
}

const MAX_HEADING_CHARS = 300
const FENCE = '```'
const SPACE = /[ \t\n\f]+/g

export function createPageBuilder(): PageBuilder {
  const lines: PlacedLine[] = []
  const blocks: Block[] = []
  const current = createLine()
  let headings: readonly Heading[] = []
  let opening: { readonly level: number; readonly at: number } | null = null
  let blockFrom = 0

  const endLine = () => {
    const line = current.end()
    if (line) lines.push(line)
  }

  const endAs = (kind: Block['kind']) => {
    endLine()
    current.clear()
    if (lines.length === blockFrom) return
    blocks.push({ from: blockFrom, to: lines.length - 1, kind, heading: headings.map(({ name }) => name).join(' > ') })
    // An empty line between blocks, as in any text.
    const line = lines.at(-1)?.lastLine ?? 1
    lines.push({ text: '', line, lastLine: line })
    blockFrom = lines.length
  }

  return {
    lines,
    blocks,
    add(text, line, joined) {
      for (const [below, part] of text.split('\n').entries()) {
        const isBroken = below > 0 || current.endsAbove(line, part)
        const separate = joined ? () => current.mark(' ') : endLine
        if (isBroken) separate()
        current.add(part, line + below)
      }
    },
    mark: current.mark,
    startLine(mark) {
      endLine()
      current.clear()
      current.mark(mark)
    },
    addFence(fenced) {
      endAs('text')
      const first = fenced[0]
      const end = fenced.at(-1)
      if (!first || !end) return
      lines.push({ ...first, text: FENCE })
      for (const line of fenced) lines.push(line)
      lines.push({ ...end, text: FENCE })
      endAs('fence')
    },
    endLine,
    endBlock: () => endAs('text'),
    startHeading(level) {
      endAs('text')
      opening = { level, at: lines.length }
      current.mark(`${'#'.repeat(level)} `)
    },
    endHeading() {
      endLine()
      const heading = opening && lines[opening.at]
      if (opening && heading) headings = withHeading(headings, opening.level, heading.text)
      opening = null
      endAs('heading')
    },
  }
}

function withHeading(headings: readonly Heading[], level: number, text: string): readonly Heading[] {
  const name = text.slice(level).trim().slice(0, MAX_HEADING_CHARS)
  return [...headings.filter((above) => above.level < level), { level, name }]
}

/** The line that is being written; it has no place, and so does not count, before words stand in it. */
function createLine() {
  let text = ''
  let from = 0
  let last = 0
  return {
    add(part: string, line: number) {
      const words = part.replace(SPACE, ' ')
      const added = text === '' || text.endsWith(' ') ? words.trimStart() : words
      text += added
      if (added.trim() === '') return
      from ||= line
      last = line
    },
    /** Whether the words that come next are further down: a comment or a tag may run over lines between two words. */
    endsAbove: (line: number, next: string) => from !== 0 && last < line && next.trim() !== '',
    mark(mark: string) {
      text += mark === ' ' && text.endsWith(' ') ? '' : mark
    },
    end(): PlacedLine | null {
      if (from === 0) return null
      const line = { text: text.trimEnd(), line: from, lastLine: last }
      text = ''
      from = 0
      return line
    },
    clear() {
      text = ''
    },
  }
}
