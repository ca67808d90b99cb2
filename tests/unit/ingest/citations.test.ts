import { afterAll, describe, expect, it } from 'vitest'
import { createMemoryDocuments } from '../../../src/arms/retriever/memory-documents.ts'
import { createRetrieverArm } from '../../../src/arms/retriever/retriever-arm.ts'
import { createDocumentIndex } from '../../../src/ingest/create-document-index.ts'
import { createReader } from '../../../src/ingest/create-reader.ts'
import { createArmContext } from '../../support/arm-context.ts'
import { pdfOf } from '../../support/pdf.ts'

const PAGE = `<nav>Home</nav>
<main>
<h1>Leases</h1>

<p>An introduction
to the matter.</p>
<!-- a comment
over lines -->
<p>A walrus lease lasts
exactly nine minutes.</p>
</main>`

describe('what the retriever cites', { timeout: 30_000 }, () => {
  const reader = createReader({ processes: 1 })
  afterAll(() => reader.close())

  const citationsIn = async (source: string, content: string | Buffer) => {
    const documents = createMemoryDocuments()
    const index = createDocumentIndex({ documents, reader })
    expect(await index.add({ source, bytes: Buffer.from(content), contentType: '' })).toMatchObject({
      status: 'indexed',
    })
    const arm = createRetrieverArm({ documents })
    return (await arm.execute({ query: 'How long does a walrus lease last?' }, createArmContext())).citations
  }

  it('is the lines of the HTML that the words stand on', async () => {
    expect(await citationsIn('page.html', PAGE)).toEqual([
      {
        ...{ marker: 1, source: 'page.html', startLine: 9, endLine: 10 },
        quote: 'A walrus lease lasts\nexactly nine minutes.',
      },
    ])
  })

  it('is the page of a PDF and the line on it', async () => {
    const pdf = pdfOf([['A cover.'], ['Some words before.', '', 'A walrus lease lasts exactly nine minutes.']])
    expect(await citationsIn('report.pdf', pdf)).toMatchObject([{ place: 'page 2', startLine: 3, endLine: 3 }])
  })

  it('is the pointer and the line of a value in JSON, and the row and the lines of a table', async () => {
    const json =
      '{"list": [\n{"id": 1, "text": "Other."},\n{"id": 2,\n"text": "A walrus lease lasts nine minutes."}\n]}'
    expect(await citationsIn('list.json', json)).toMatchObject([{ place: '/list/1', endLine: 4 }])
    const csv = 'id,text\n1,Other.\n2,"A walrus lease\nlasts nine minutes."\n'
    expect(await citationsIn('list.csv', csv)).toMatchObject([{ place: 'row 2', startLine: 3, endLine: 4 }])
  })
})
