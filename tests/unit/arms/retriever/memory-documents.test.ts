import { createMemoryDocuments } from '../../../../src/arms/retriever/memory-documents.ts'
import { describeDocumentIndexing } from '../../../contracts/document-indexing.ts'
import { describeDocumentStore } from '../../../contracts/document-search.ts'

const open = async () => ({ documents: createMemoryDocuments(), close: async () => {} })

describeDocumentStore('createMemoryDocuments', open)
describeDocumentIndexing('createMemoryDocuments', open)
