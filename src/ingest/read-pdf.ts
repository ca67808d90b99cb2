import { getResolvedPDFJS } from 'unpdf'
import { type Chunk, chunkDocument } from '../store/chunk-document.ts'
import type { Reading } from './reading.ts'

const MAX_PAGES = 5_000
const MAX_CHARS = 20_000_000
// Of the height of a line; the lines of a paragraph are closer.
const PARAGRAPH_GAP = 1.6

/** What pdf.js takes, and no more: its own types need those of a browser. */
interface PdfItem {
  readonly str: string
  readonly hasEOL: boolean
  readonly height: number
  readonly transform: readonly number[]
}

/**
 * The text of each page of a PDF, with empty lines where paragraphs part; passages never run over a page, and their lines
 * count from its top. Pages that are pictures have no text: some of them are told in a note, nothing but such is refused.
 */
export async function readPdf(bytes: Uint8Array): Promise<Reading> {
  try {
    return await readPages(bytes)
  } catch (error) {
    return { refused: reasonFor(error) }
  }
}

async function readPages(bytes: Uint8Array): Promise<Reading> {
  const { getDocument, VerbosityLevel } = await getResolvedPDFJS()
  const task = getDocument({
    data: Uint8Array.from(bytes), // pdf.js takes no Buffer, and keeps what it is given
    verbosity: VerbosityLevel.ERRORS,
    useSystemFonts: false,
    disableFontFace: true,
  })
  const pdf = await task.promise
  if (pdf.numPages > MAX_PAGES) return { refused: `has more than ${MAX_PAGES} pages: split it` }
  const passages: Chunk[] = []
  let empty = 0
  let chars = 0
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    page.cleanup()
    const text = toText(items.filter((item): item is typeof item & PdfItem => 'str' in item))
    chars += text.length
    if (chars > MAX_CHARS) return { refused: `has more than ${MAX_CHARS / 1_000_000} million characters: split it` }
    if (text.trim() === '') empty += 1
    const place = `page ${number}`
    passages.push(...chunkDocument({ text, mediaType: 'text/plain' }).map((chunk) => ({ ...chunk, place })))
  }
  if (passages.length === 0)
    return { refused: 'has no text, only pictures of pages: have its text recognised (OCR) first' }
  const { info } = await pdf.getMetadata()
  const notes = empty > 0 ? [`${empty} of ${pdf.numPages} pages have no text`] : []
  return { title: titleIn(info), passages, notes }
}

function toText(items: readonly PdfItem[]): string {
  let text = ''
  let above: PdfItem | null = null
  for (const item of items) {
    const gap = above !== null && text.endsWith('\n') && isApart(above, item) ? '\n' : ''
    text += `${gap}${item.str}${item.hasEOL ? '\n' : ''}`
    if (item.str !== '') above = item
  }
  return text.replaceAll('\r', ' ')
}

function isApart(above: PdfItem, below: PdfItem): boolean {
  const distance = heightOnPage(above) - heightOnPage(below)
  return below.str !== '' && distance > PARAGRAPH_GAP * Math.max(above.height, below.height)
}

const heightOnPage = ({ transform }: PdfItem) => transform[5] ?? 0

function titleIn(info: object): string | null {
  const title = 'Title' in info && typeof info.Title === 'string' ? info.Title.trim() : ''
  return title === '' ? null : title
}

function reasonFor(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'PasswordException') return 'is encrypted: take its password off first'
  return name === 'InvalidPDFException' ? 'is no valid PDF' : 'is a PDF that cannot be read'
}
