import { chunkDocument } from '../store/chunk-document.ts'
import { decodeText } from './decode-text.ts'
import { MAX_PASSAGES, type RawDocument, type ReadDocument, type Reading } from './reading.ts'

/** Reads a document of a known type. What it says can take any time and memory: see `createReader`. */
export async function readDocument(raw: RawDocument): Promise<Reading> {
  const reading = await readBytes(raw)
  if ('refused' in reading || reading.passages.length <= MAX_PASSAGES) return reading
  return { refused: `makes more than ${MAX_PASSAGES} passages: split it` }
}

// The readers are loaded when they are needed: whoever indexes Markdown pays for no PDF library.
async function readBytes({ bytes, mediaType, charset }: RawDocument): Promise<Reading> {
  if (mediaType === 'application/pdf') return (await import('./read-pdf.ts')).readPdf(bytes)
  const decoded = decodeText(bytes, charset ?? (mediaType === 'text/html' ? charsetInHtml(bytes) : undefined))
  if ('refused' in decoded) return decoded
  const reading = await readText(decoded.text, mediaType)
  if ('refused' in reading || decoded.encoding === 'utf-8') return reading
  return { ...reading, notes: [...reading.notes, `read as ${decoded.encoding}`] }
}

async function readText(text: string, mediaType: string): Promise<Reading> {
  switch (mediaType) {
    case 'text/html':
      return (await import('./read-html.ts')).readHtml(text)
    case 'application/json':
      return (await import('./read-json.ts')).readJson(text)
    case 'application/x-ndjson':
      return (await import('./read-json.ts')).readJsonLines(text)
    case 'text/csv':
      return (await import('./read-csv.ts')).readCsv(text)
    case 'text/tab-separated-values':
      return (await import('./read-csv.ts')).readCsv(text, '\t')
    default:
      return readPlain(text, mediaType)
  }
}

function readPlain(text: string, mediaType: string): ReadDocument {
  const passages = chunkDocument({ text, mediaType })
  const [title = ''] = passages[0]?.heading.split(' > ') ?? []
  return { title: title === '' ? null : title, passages, notes: [] }
}

// The standard has browsers look at the first 1,024 bytes.
const CHARSET = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)/i

function charsetInHtml(bytes: Uint8Array): string | undefined {
  return CHARSET.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 1_024)))?.[1]
}
