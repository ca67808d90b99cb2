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

/**
 * Cuts a document into passages of at most 40 lines, by its structure: Markdown at its headings, everything at blank
 * lines first. A fenced code block stays whole even when it is longer, up to 16,000 characters. Each chunk's text is
 * exactly its lines; only a single line above that limit is cut inside.
 */
export function chunkDocument({ text, mediaType }: { text: string; mediaType: string }): Chunk[] {
  const lines = text.split('\n')
  const blocks = mediaType === 'text/markdown' ? markdownBlocks(lines) : plainBlocks(lines)
  const pieces = blocks.flatMap((block) => fitting(block, lines))
  return pack(pieces, lines).flatMap((block) => toChunks(block, lines))
}

/** Lines that belong together; `from` and `to` are 0-based, inclusive. */
interface Block {
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

const HASH_HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/
const UNDERLINE = /^ {0,3}(=+|-+)\s*$/
const FENCE = /^ {0,3}(`{3,}|~{3,})/
const STARTS_ANOTHER_BLOCK = /^ {0,3}([>|]|[-*+]\s|\d+[.)]\s)/

function headingAt(lines: readonly string[], at: number): Heading | null {
  const line = lines[at] ?? ''
  const hashes = HASH_HEADING.exec(line)
  if (hashes) return { level: hashes[1]?.length ?? 1, name: hashes[2] ?? '', to: at }
  const underline = UNDERLINE.exec(lines[at + 1] ?? '')
  if (!underline || UNDERLINE.test(line) || FENCE.test(line) || STARTS_ANOTHER_BLOCK.test(line)) return null
  return { level: underline[1]?.startsWith('=') ? 1 : 2, name: line.trim(), to: at + 1 }
}

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

/** The block, or pieces of it that fit a chunk. */
function fitting(block: Block, lines: readonly string[]): Block[] {
  const tooLong = block.kind !== 'fence' && linesIn(block) > MAX_CHUNK_LINES
  if (block.from === block.to || !(tooLong || textOf(block, lines).length > MAX_CHUNK_CHARS)) return [block]
  const half = tooLong ? block.from + MAX_CHUNK_LINES - 1 : Math.floor((block.from + block.to) / 2)
  return [...fitting({ ...block, to: half }, lines), ...fitting({ ...block, from: half + 1 }, lines)]
}

/** Joins neighbours into chunks. A heading opens one, unless nothing but headings came before it. */
function pack(blocks: readonly Block[], lines: readonly string[]): Block[] {
  const packed: Block[] = []
  for (const block of blocks) {
    const last = packed.at(-1)
    const joined = last && { ...block, from: last.from }
    const opens = block.kind === 'heading' && last?.kind !== 'heading'
    if (joined && !opens && fits(joined, lines)) packed[packed.length - 1] = joined
    else packed.push(block)
  }
  return packed
}

const fits = (block: Block, lines: readonly string[]) =>
  linesIn(block) <= MAX_CHUNK_LINES && textOf(block, lines).length <= MAX_CHUNK_CHARS

function toChunks(block: Block, lines: readonly string[]): Chunk[] {
  const text = textOf(block, lines)
  const place = { startLine: block.from + 1, endLine: block.to + 1, heading: block.heading }
  const count = block.from === block.to ? Math.ceil(text.length / MAX_CHUNK_CHARS) : 1
  return Array.from({ length: count }, (_, index) => ({
    ...place,
    text: count === 1 ? text : text.slice(index * MAX_CHUNK_CHARS, (index + 1) * MAX_CHUNK_CHARS),
  }))
}

const isBlank = (line: string | undefined) => line?.trim() === ''
const linesIn = ({ from, to }: Pick<Block, 'from' | 'to'>) => to - from + 1
const textOf = ({ from, to }: Block, lines: readonly string[]) => lines.slice(from, to + 1).join('\n')
