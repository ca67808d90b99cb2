/**
 * An MCP server that nobody should run: its list of tools has no end, one of its schemas cannot be compiled, and one has a
 * regular expression that takes for ever with what the tool gives back.
 */
import { createInterface } from 'node:readline'

const WORD = `${'a'.repeat(40)}!`
const slow = { type: 'object', properties: { word: { type: 'string', pattern: '^(a+)+$' } } }
const tools = [
  { name: 'slow', inputSchema: slow, outputSchema: slow },
  { name: 'broken', inputSchema: { type: 'object' }, outputSchema: { type: 'object', $ref: '#/nowhere' } },
]
const results = {
  initialize: {
    protocolVersion: '2025-06-18',
    capabilities: { tools: {} },
    serverInfo: { name: 'hostile', version: '1.0.0' },
  },
  'tools/list': { tools, nextCursor: 'more' },
  'tools/call': { content: [], structuredContent: { word: WORD } },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method }: { id?: number; method: keyof typeof results } = JSON.parse(line)
  if (id === undefined) continue
  // Nothing new on the pages after the first: they are only there to be asked for.
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: results[method] })}\n`)
  if (method === 'tools/list') results[method] = { tools: [], nextCursor: 'more' }
}
