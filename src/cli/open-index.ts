import { createDocumentIndex } from '../ingest/create-document-index.ts'
import { createReader } from '../ingest/create-reader.ts'
import type { DocumentIndex } from '../ingest/document-index.ts'
import type { DocumentStore } from '../store/document-store.ts'

/** What takes documents in; its processes start with the first that needs one and end with the system. */
export function openIndex(documents: DocumentStore, open: (() => Promise<unknown>)[]): DocumentIndex {
  const reader = createReader()
  open.push(async () => reader.close())
  return createDocumentIndex({ documents, reader })
}
