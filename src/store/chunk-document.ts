export interface Chunk {
  /** 1-based, inclusive. */
  readonly startLine: number
  readonly endLine: number
  /** The headings above it, outermost first, joined with " > "; empty for text without headings. */
  readonly heading: string
  readonly text: string
  /** See `DocumentHit`. */
  readonly place?: string | undefined
  readonly lineNumbers?: readonly number[] | undefined
}

export const MAX_CHUNK_LINES = 40
// A passage has to fit a prompt, and a tsvector holds at most 1 MB.
const MAX_CHUNK_CHARS = 16_000
// Embedding models read 512 tokens and more, of three to four letters each; what is joined or cut freely keeps near that.
const GOOD_CHUNK_CHARS = 3_000
const MAX_HEADING_CHARS = 300

/**
 * Cuts a document into passages of at most 40 lines, by its structure: Markdown at its headings, everything at blank
 * lines first. Short paragraphs are joined up to 3,000 characters. A fenced code block stays whole even when it is longer,
 * up to 16,000. Passages do not overlap: a heading says where each belongs, and one place is cited once. Each chunk's text
 * is exactly its lines; only a single line above 3,000 characters is cut inside, after a space. Takes time in proportion
 * to the text, whatever it says.
 */
export function chunkDocument({ text, mediaType }: { text: string; mediaType: string }): Chunk[] {
  const lines = text.split('\n')
  return chunkBlocks(lines, mediaType === 'text/markdown' ? markdownBlocks(lines) : plainBlocks(lines))
}

/** The same for lines whose structure is known already. */
export function chunkBlocks(lines: readonly string[], blocks: readonly Block[]): Chunk[] {
  const charsIn = countChars(lines)
  const pieces = blocks.flatMap((block) => fitting(block, charsIn))
  return pack(pieces, charsIn).flatMap((block) => toChunks(block, lines))
}

type CharCount = (lines: Pick<Block, 'from' | 'to'>) => number

function countChars(lines: readonly string[]): CharCount {
  const before = [0]
  for (const [index, line] of lines.entries()) before.push((before[index] ?? 0) + line.length + 1)
  return ({ from, to }) => (before[to + 1] ?? 0) - (before[from] ?? 0) - 1
}

/** Lines that belong together; `from` and `to` are 0-based, inclusive. */
export interface Block {
  readonly from: number
  readonly to: number
  readonly kind: 'heading' | 'fence' | 'text'
  readonly heading: string
}

function plainBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  for (let from = 0; from < lines.length; from++) {
    if (isBlank(lines[from])) continue
    const to = endOfParagraph(lines, from)
    blocks.push({ from, to, kind: 'text', heading: '' })
    from = to
  }
  return blocks
}

function markdownBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  let headings: readonly Heading[] = []
  for (let from = 0; from < lines.length; from++) {
    if (isBlank(lines[from])) continue
    const title = headingAt(lines, from)
    if (title) headings = [...headings.filter(({ level }) => level < title.level), title]
    const { kind, to } = title ? { kind: 'heading' as const, to: title.to } : bodyAt(lines, from)
    blocks.push({ from, to, kind, heading: headings.map(({ name }) => name).join(' > ') })
    from = to
  }
  return blocks
}

interface Heading {
  readonly level: number
  readonly name: string
  readonly to: number
}

const HASH_HEADING = /^ {0,3}(#{1,6})\s+/
const UNDERLINE = /^ {0,3}(=+|-+)\s*$/
const FENCE = /^ {0,3}(`{3,}|~{3,})/
const STARTS_ANOTHER_BLOCK = /^ {0,3}([>|]|[-*+]\s|\d+[.)]\s)/

function headingAt(lines: readonly string[], at: number): Heading | null {
  const line = lines[at] ?? ''
  const hashes = HASH_HEADING.exec(line)
  if (hashes) return { level: hashes[1]?.length ?? 1, name: toName(line.slice(hashes[0].length)), to: at }
  const underline = UNDERLINE.exec(lines[at + 1] ?? '')
  if (!underline || UNDERLINE.test(line) || FENCE.test(line) || STARTS_ANOTHER_BLOCK.test(line)) return null
  return { level: underline[1]?.startsWith('=') ? 1 : 2, name: toName(line), to: at + 1 }
}

const toName = (line: string) =>
  line
    .trim()
    .slice(0, MAX_HEADING_CHARS)
    .replace(/(^|\s+)#+$/, '')

function bodyAt(lines: readonly string[], from: number): Pick<Block, 'kind' | 'to'> {
  const fence = FENCE.exec(lines[from] ?? '')?.[1]
  if (fence) return { kind: 'fence', to: endOfFence(lines, from, fence) }
  const interrupts = (line: string) => FENCE.test(line) || HASH_HEADING.test(line)
  return { kind: 'text', to: endOfParagraph(lines, from, interrupts) }
}

/** A fence that is never closed runs to the end of the document. */
function endOfFence(lines: readonly string[], from: number, fence: string): number {
  const isClosing = (line: string) => {
    const mark = line.trim()
    return mark.length >= fence.length && mark === mark.charAt(0).repeat(mark.length) && mark[0] === fence[0]
  }
  const closing = firstAfter(lines, from, isClosing)
  return Math.min(closing, lines.length - 1)
}

function endOfParagraph(
  lines: readonly string[],
  from: number,
  interrupts: (line: string) => boolean = () => false,
): number {
  return firstAfter(lines, from, (line) => isBlank(line) || interrupts(line)) - 1
}

/** The index of the first such line below `from`, or one past the last line. */
function firstAfter(lines: readonly string[], from: number, fits: (line: string) => boolean): number {
  for (let index = from + 1; index < lines.length; index++) if (fits(lines[index] ?? '')) return index
  return lines.length
}

/** The block, or pieces of it that fit a chunk: whole lines as long as there is more than one. */
function fitting(block: Block, charsIn: CharCount): Block[] {
  const limits =
    block.kind === 'fence'
      ? { lines: Number.POSITIVE_INFINITY, chars: MAX_CHUNK_CHARS }
      : { lines: MAX_CHUNK_LINES, chars: GOOD_CHUNK_CHARS }
  const pieces: Block[] = []
  let { from } = block
  for (let to = from + 1; to <= block.to; to++) {
    if (to - from < limits.lines && charsIn({ from, to }) <= limits.chars) continue
    pieces.push({ ...block, from, to: to - 1 })
    from = to
  }
  pieces.push({ ...block, from })
  return pieces
}

/** Joins neighbours into chunks. A heading opens one, unless nothing but headings came before it. */
function pack(blocks: readonly Block[], charsIn: CharCount): Block[] {
  const packed: Block[] = []
  for (const block of blocks) {
    const last = packed.at(-1)
    const joined = last && { ...block, from: last.from }
    const opens = block.kind === 'heading' && last?.kind !== 'heading'
    if (joined && !opens && fits(joined, charsIn)) packed[packed.length - 1] = joined
    else packed.push(block)
  }
  return packed
}

const fits = (block: Block, charsIn: CharCount) =>
  linesIn(block) <= MAX_CHUNK_LINES && charsIn(block) <= GOOD_CHUNK_CHARS

function toChunks(block: Block, lines: readonly string[]): Chunk[] {
  const text = lines.slice(block.from, block.to + 1).join('\n')
  const chunk = { startLine: block.from + 1, endLine: block.to + 1, heading: block.heading }
  return (block.from === block.to ? cutLine(text) : [text]).map((part) => ({ ...chunk, text: part }))
}

/** The line in parts that fit a passage and lose nothing: cut after a space where there is one, never inside a character. */
function cutLine(line: string): string[] {
  const parts: string[] = []
  let from = 0
  while (line.length - from > GOOD_CHUNK_CHARS) {
    const part = line.slice(from, from + GOOD_CHUNK_CHARS)
    const space = part.lastIndexOf(' ') + 1
    const cut = space > GOOD_CHUNK_CHARS / 2 ? space : GOOD_CHUNK_CHARS - (isHighSurrogate(part) ? 1 : 0)
    parts.push(part.slice(0, cut))
    from += cut
  }
  return [...parts, line.slice(from)]
}

/** Whether the text ends in the first half of a pair. */
const isHighSurrogate = (text: string) => (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800

const isBlank = (line: string | undefined) => line?.trim() === ''
const linesIn = ({ from, to }: Pick<Block, 'from' | 'to'>) => to - from + 1
