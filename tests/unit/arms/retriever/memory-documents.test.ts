import { createMemoryDocuments } from '../../../../src/arms/retriever/memory-documents.ts'
import { describeDocumentStore } from '../../../contracts/document-search.ts'

describeDocumentStore('createMemoryDocuments', async () => ({
  documents: createMemoryDocuments(),
  close: async () => {},
}))
