import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readMcpFile } from '../../../../src/arms/mcp/mcp-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'octollm-mcp-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(content: unknown, name = 'mcp.json'): string {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

describe('a file of MCP servers', () => {
  it('has the form that MCP clients share, with the tools that may be used', async () => {
    const file = write(
      `mcpServers:
  files: { command: npx, args: [server-filesystem, /data], tools: [read_file] }
  search: { url: "https://search.example/mcp", tools: { find: { read_only: true, cost_tier: 1 } } }
`,
      'mcp.yaml',
    )
    expect(await readMcpFile(file, {})).toMatchObject({
      files: { command: 'npx', env: {}, tools: { read_file: { read_only: false, timeout_seconds: 60 } } },
      search: { url: 'https://search.example/mcp', tools: { find: { read_only: true, cost_tier: 1 } } },
    })
  })

  it('takes secrets from the environment, and names those that are missing', async () => {
    const headers = { Authorization: `Bearer ${'$'}{SEARCH_KEY}` }
    const file = write({ mcpServers: { search: { url: 'https://search.example/mcp', headers, tools: ['find'] } } })
    const { search } = await readMcpFile(file, { SEARCH_KEY: 'k-1' })
    expect(search).toMatchObject({ headers: { Authorization: 'Bearer k-1' } })
    await expect(readMcpFile(file, {})).rejects.toThrow(/no variable SEARCH_KEY; set it/)
  })

  it('lists what is wrong with it', async () => {
    const file = write({ mcpServers: { Files: { command: 'npx', tools: [] }, other: { tools: ['x'] } } })
    await expect(readMcpFile(file, {})).rejects.toThrow(
      /is not valid:[\s\S]*Files[\s\S]*other[\s\S]*"command" to start, or the "url"/,
    )
  })
})
