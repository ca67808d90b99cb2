import { fingerprintOf } from '../store/cut-text.ts'
import type { DocumentStore } from '../store/document-store.ts'
import type { Reader } from './create-reader.ts'
import type { Because, DocumentIndex, IndexOutcome, SentDocument } from './document-index.ts'
import { type DeclaredType, parseMediaType } from './media-type.ts'
import type { Reading } from './reading.ts'
import { removeDocuments } from './remove-documents.ts'

interface Parts {
  readonly documents: Pick<DocumentStore, 'renew' | 'put' | 'remove' | 'list'>
  readonly reader: Reader
}

const MAX_TEXT_BYTES = 10_000_000
const MAX_PDF_BYTES = 50_000_000

/** The most bytes of a document of this type that are read. */
export const maxBytesOf = (mediaType: string) => (mediaType === 'application/pdf' ? MAX_PDF_BYTES : MAX_TEXT_BYTES)

export const tooLarge = (mediaType: string) => `is larger than ${maxBytesOf(mediaType) / 1_000_000} MB`

// A filter of a search names the kind in one word.
const FORMATS: Readonly<Record<string, string>> = {
  'text/markdown': 'markdown',
  'text/html': 'html',
  'application/pdf': 'pdf',
  'application/json': 'json',
  'application/x-ndjson': 'jsonl',
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
}

/**
 * Reads what has changed and puts it in; content that is known already is not even read. Every document has the
 * metadata `format`, beside that of its sender.
 */
export function createDocumentIndex({ documents, reader }: Parts): DocumentIndex {
  const store = async (sent: SentDocument, described: Described, reading: Reading): Promise<IndexOutcome> => {
    if ('refused' in reading) return skipped(sent, reading.gaveUp ? 'reader' : 'content', reading.refused)
    const { title, passages, notes } = reading
    const status = await documents.put({ ...described, title, passages })
    return { ...outcomeOf(sent), status, passages: passages.length, notes }
  }
  return {
    async add(sent) {
      const type = parseMediaType(sent.contentType, sent.source)
      if (type === null) return skipped(sent, 'type', 'is of a type that is not read here')
      if (sent.bytes.length > maxBytesOf(type.mediaType)) return skipped(sent, 'size', tooLarge(type.mediaType))
      const described = describe(sent, type)
      if (await documents.renew(described)) return { ...outcomeOf(sent), status: 'unchanged' }
      return store(sent, described, await reader.read({ bytes: sent.bytes, ...type }))
    },
    remove: (name, signal) => removeDocuments(documents, name, signal),
  }
}

type Described = ReturnType<typeof describe>

function describe(sent: SentDocument, { mediaType, charset }: DeclaredType) {
  return {
    source: sent.source,
    mediaType,
    fingerprint: fingerprintOf(sent.bytes, charset === undefined ? mediaType : `${mediaType} ${charset}`),
    sizeBytes: sent.bytes.length,
    metadata: { format: FORMATS[mediaType] ?? 'text', ...sent.metadata },
    origin: sent.origin ?? null,
  }
}

const outcomeOf = ({ source }: SentDocument) => ({ source, passages: 0, notes: [] })

function skipped(sent: SentDocument, because: Because, reason: string): IndexOutcome {
  return { ...outcomeOf(sent), status: 'skipped', because, reason }
}
