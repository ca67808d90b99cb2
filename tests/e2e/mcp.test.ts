import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'

const SERVER = fileURLToPath(new URL('../support/mcp-server-process.ts', import.meta.url))

let octollm: Octollm
beforeAll(async () => {
  octollm = await createOctollm()
})
afterAll(() => octollm.remove())

const fileOf = (servers: object, name = 'mcp.json') => octollm.file(name, JSON.stringify({ mcpServers: servers }))
const tools = { command: process.execPath, args: [SERVER] }

describe('a server with OCTOLLM_MCP', () => {
  it('offers the allowed tools of the servers that answer, and says which one it left out', async () => {
    const gone = { command: '/no/such/program', tools: ['x'] }
    const file = await fileOf({ sums: { ...tools, tools: ['add'] }, gone })
    const server = await octollm.serve({ OCTOLLM_MCP: file })
    const offered = await (await fetch(`${server.url}/arms`)).json()
    expect(offered).toMatchObject({
      arms: expect.arrayContaining([expect.objectContaining({ arm_id: 'sums_add', untrusted: true })]),
    })
    await server.says('mcp.left_out')
    expect(await server.stop('SIGTERM')).toBe(0)
  })

  it('is told by the doctor which tools there are, and which server does not answer', async () => {
    const gone = { command: '/no/such/program', tools: ['x'] }
    const file = await fileOf({ sums: { ...tools, tools: ['add'] }, gone }, 'doctor.json')
    const { code, stdout } = await octollm.run(['doctor', '--json'], { OCTOLLM_MCP: file })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toContainEqual({
      name: 'mcp',
      ok: false,
      detail: 'offers 1 tools',
      advice: expect.stringContaining('"gone"'),
    })
  })

  it('does not start with a file that allows nothing, and lists what there is', async () => {
    const file = await fileOf({ sums: tools }, 'nothing.json')
    const { code, stderr } = await octollm.run(['serve'], { OCTOLLM_MCP: file })
    expect(code).toBe(2)
    expect(stderr).toContain('It offers: add, fail')
  })
})
