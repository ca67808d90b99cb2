import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const Asked = z.object({ input: z.union([z.string(), z.array(z.string())]), model: z.string() })

interface EmbeddingServer {
  /** Ends in "/v1". */
  readonly url: string
  /** Every text that was sent, in order. */
  readonly texts: string[]
  /** From now on it answers 500 to whatever fits. */
  failFor(fits: (text: string) => boolean): void
  close(): Promise<void>
}

// One direction a topic: two texts are near each other when they speak of the same one, whatever their words.
const TOPICS = [/holiday|vacation|time off|leave/gi, /refund|money back|return/gi, /backup|restore|snapshot/gi]

/** An OpenAI-compatible embedding server on loopback that knows three topics. */
export async function startEmbeddingServer(): Promise<EmbeddingServer> {
  const texts: string[] = []
  let fails = (_: string) => false
  const server = createServer(async (request, response) => {
    const { input, model } = Asked.parse(JSON.parse(await text(request)))
    const given = [input].flat()
    texts.push(...given)
    const failed = given.some(fails)
    response.writeHead(failed ? 400 : 200, { 'content-type': 'application/json' })
    const data = given.map((one, index) => ({ object: 'embedding', index, embedding: embed(one, model) }))
    response.end(JSON.stringify(failed ? { error: { message: 'no' } } : { object: 'list', model, data }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    texts,
    failFor(fits) {
      fails = fits
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A model called "wide" has one dimension more. */
function embed(text: string, model: string): number[] {
  const topics = TOPICS.map((topic) => text.match(topic)?.length ?? 0)
  return [...topics, topics.some((count) => count > 0) ? 0 : 1, 0.2, ...(model === 'wide' ? [0] : [])]
}
