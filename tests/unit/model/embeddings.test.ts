import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAiEmbeddings, withRedaction } from '../../../src/model/embeddings.ts'
import { startEmbeddingServer } from '../../support/embedding-server.ts'

describe('openAiEmbeddings', () => {
  let server: Awaited<ReturnType<typeof startEmbeddingServer>>

  beforeEach(async () => {
    server = await startEmbeddingServer()
  })
  afterEach(() => server.close())

  it('makes a vector of each text, in order', async () => {
    const model = openAiEmbeddings({ model: 'small', baseUrl: server.url })
    expect(await model.embedDocuments(['backup', 'vacation'])).toEqual([
      [0, 0, 1, 0, 0.2],
      [1, 0, 0, 0, 0.2],
    ])
    expect(await model.embedQuery('refund')).toEqual([0, 1, 0, 0, 0.2])
  })

  it('fails at once for a request that the server refuses', async () => {
    server.failFor(() => true)
    await expect(openAiEmbeddings({ model: 'small', baseUrl: server.url }).embedQuery('x')).rejects.toThrow()
    expect(server.texts).toHaveLength(1)
  })

  it('refuses to be made without key and server, and says what to set', () => {
    expect(() => openAiEmbeddings({ model: 'small' })).toThrow(/OPENAI_API_KEY/)
  })

  it('shows a model only what the redaction leaves', async () => {
    const model = withRedaction(openAiEmbeddings({ model: 'small', baseUrl: server.url }), (text) =>
      text.replaceAll('secret', '[SECRET]'),
    )
    await model.embedDocuments(['a secret'])
    await model.embedQuery('my secret')
    expect(server.texts).toEqual(['a [SECRET]', 'my [SECRET]'])
  })
})
