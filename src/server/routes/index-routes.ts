import express, { type Request, type RequestHandler, Router } from 'express'
import { z } from 'zod'
import { DocumentOutcome, DocumentRecord, DocumentSource, DocumentUpload } from '../../contracts/document.ts'
import { Fault, type FaultCode } from '../../contracts/fault.ts'
import { toWire } from '../../contracts/wire.ts'
import type { Because, DocumentIndex, IndexOutcome, SentDocument } from '../../ingest/document-index.ts'
import type { DocumentStore } from '../../store/document-store.ts'
import { parseWire, readBody } from '../read-input.ts'

export interface Indexing {
  readonly index: DocumentIndex
  readonly documents: Pick<DocumentStore, 'list' | 'count'>
}

const LIST_LIMIT = 50
const JSON_LIMIT = '20mb'
const FILE_LIMIT = '50mb'

const Batch = z.object({ documents: z.array(DocumentUpload).min(1).max(100) })
const FileQuery = z.strictObject({ source: DocumentSource })
const RemoveQuery = z.strictObject({ source: z.string().min(1).max(1_000) })
const ListQuery = z.strictObject({
  cursor: z.base64url().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(LIST_LIMIT),
})

/** A document with a source in the query is the body itself, of whatever type; else the body is JSON with documents. */
export function indexBody(): RequestHandler {
  const json = express.json({ limit: JSON_LIMIT, strict: false })
  const file = express.raw({ limit: FILE_LIMIT, type: () => true })
  return (request, response, next) => (isFile(request) ? file : json)(request, response, next)
}

const isFile = (request: Request) => request.query['source'] !== undefined

/** What the retriever searches: taking documents in, listing them, taking them out. */
export function indexRoutes({ index, documents }: Indexing): Router {
  const routes = Router()

  routes.post('/index', async (request, response) => {
    if (isFile(request)) {
      const outcome = await index.add(readFile(request))
      if (outcome.status === 'skipped') throw notIndexed(outcome)
      response.status(outcome.status === 'indexed' ? 201 : 200).json(toWire(DocumentOutcome, outcome))
      return
    }
    const batch = readBody(request, Batch).documents.map(toSent)
    const outcomes: IndexOutcome[] = []
    for (const document of batch) outcomes.push(await index.add(document))
    const counted = (status: IndexOutcome['status']) => outcomes.filter((outcome) => outcome.status === status).length
    response.json({
      indexed: counted('indexed'),
      unchanged: counted('unchanged'),
      skipped: counted('skipped'),
      documents: outcomes.map(({ because: _, ...outcome }) => toWire(DocumentOutcome, outcome)),
    })
  })

  routes.get('/index', async (request, response) => {
    const { cursor, limit } = parseWire(ListQuery, request.query, 'The query is not valid')
    const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8')
    const [page, total] = await Promise.all([documents.list({ limit: limit + 1, after }), documents.count()])
    const shown = page.slice(0, limit)
    const last = page.length > limit ? shown.at(-1) : undefined
    response.json({
      total_documents: total.documents,
      total_passages: total.passages,
      documents: shown.map((document) => toWire(DocumentRecord, document)),
      next_cursor: last ? Buffer.from(last.source).toString('base64url') : null,
    })
  })

  routes.delete('/index', async (request, response) => {
    const { source } = parseWire(RemoveQuery, request.query, 'The query is not valid')
    const removed = await index.remove(source)
    if (removed === 0)
      throw new Fault('DOCUMENT_NOT_FOUND', 'There is no document of this source; GET /index lists them.')
    response.json({ removed })
  })

  return routes
}

function readFile(request: Request): SentDocument {
  const { source } = parseWire(FileQuery, request.query, 'The query is not valid')
  const bytes: unknown = request.body
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    throw new Fault('REQUEST_INVALID', 'Send the document as the body of the request.')
  }
  return { source, bytes, contentType: request.get('content-type') ?? '' }
}

const toSent = ({ source, text, contentBase64 = '', mediaType = '', metadata }: DocumentUpload): SentDocument => ({
  source,
  bytes: text === undefined ? Buffer.from(contentBase64, 'base64') : Buffer.from(text),
  // A text has gone through JSON, whatever encoding its type speaks of.
  contentType: text === undefined ? mediaType : (mediaType.split(';')[0] ?? ''),
  metadata,
})

const CODES = {
  type: 'MEDIA_TYPE_UNSUPPORTED',
  size: 'REQUEST_TOO_LARGE',
  content: 'REQUEST_INVALID',
  reader: 'REQUEST_INVALID',
} as const satisfies Record<Because, FaultCode>

const notIndexed = ({ because = 'content', reason }: IndexOutcome) =>
  new Fault(CODES[because], `The document cannot be indexed: ${reason}.`)
