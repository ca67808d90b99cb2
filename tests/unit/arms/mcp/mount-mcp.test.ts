import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Arm, type ArmContext, describeArm } from '../../../../src/arms/arm.ts'
import type { McpServerInput } from '../../../../src/arms/mcp/mcp-config.ts'
import { type MountedMcp, mountMcp } from '../../../../src/arms/mcp/mount-mcp.ts'
import { runArm } from '../../../../src/arms/run-arm.ts'
import { CANARY, describeArmContract } from '../../../contracts/arm.ts'
import { createArmContext } from '../../../support/arm-context.ts'
import { startMcpHttpServer } from '../../../support/mcp-http-server.ts'

const PROCESS = fileURLToPath(new URL('../../../support/mcp-server-process.ts', import.meta.url))
const HOSTILE = fileURLToPath(new URL('../../../support/hostile-mcp-process.ts', import.meta.url))
const stdio = (tools: McpServerInput['tools']): McpServerInput => ({
  command: process.execPath,
  args: [PROCESS],
  tools,
})

const mounted: MountedMcp[] = []
const mount = async (server: McpServerInput, name = 'tools'): Promise<readonly Arm[]> => {
  const mcp = await mountMcp({ name, server })
  mounted.push(mcp)
  return mcp.arms
}
const mountOne = async (server: McpServerInput): Promise<Arm> => {
  const [arm] = await mount(server)
  if (!arm) throw new Error('no arm was mounted')
  return arm
}
const run = (arm: Arm, input: unknown, overrides: Partial<ArmContext> = {}) => {
  const context = createArmContext(overrides)
  return runArm({ arm, input, context, signal: context.signal, backoffMs: 1 })
}
afterEach(async () => {
  for (const { close } of mounted.splice(0)) await close()
})

let http: Awaited<ReturnType<typeof startMcpHttpServer>>
beforeAll(async () => {
  http = await startMcpHttpServer()
})
afterAll(() => http.close())

const sum = { input: { a: 1, b: 2, note: CANARY }, badInput: { value: { a: CANARY, b: 2 }, path: 'a' } }
let overStdio: MountedMcp
describeArmContract('an MCP tool over stdio', {
  createArm: async () => {
    overStdio = await mountMcp({ name: 'tools', server: stdio(['add']) })
    return overStdio.arms[0] as Arm
  },
  close: () => overStdio.close(),
  ...sum,
})
let overHttp: MountedMcp
describeArmContract('an MCP tool over HTTP', {
  createArm: async () => {
    overHttp = await mountMcp({ name: 'tools', server: { url: http.url, tools: ['add'] } })
    return overHttp.arms[0] as Arm
  },
  close: () => overHttp.close(),
  ...sum,
})

describe('an MCP server that is mounted', () => {
  it('gives an arm for each tool that is allowed, labelled as not trusted and acting on the world', async () => {
    const arms = await mount(stdio({ add: { read_only: true, cost_tier: 1, capabilities: ['arithmetic'] }, fail: {} }))
    expect(arms.map(describeArm)).toMatchObject([
      {
        armId: 'tools_add',
        description: 'Adds two numbers (Tool of the MCP server "tools", which is not trusted).',
        capabilities: ['arithmetic'],
        costTier: 1,
        untrusted: true,
        sideEffects: false,
        inputSchema: { properties: { a: { type: 'number' } }, required: ['a', 'b'] },
      },
      { armId: 'tools_fail', untrusted: true, sideEffects: true, actsOnWorld: true },
    ])
  })

  it('names what it offers when nothing, or something else, is allowed', async () => {
    await expect(mount(stdio([]))).rejects.toThrow(/name the tools .* offers: add, fail/)
    await expect(mount(stdio(['subtract']))).rejects.toThrow(/no tool "subtract"\. It offers: add/)
  })

  it('refuses a tool whose description gives orders', async () => {
    await expect(mount(stdio(['poisoned']))).rejects.toThrow(/"poisoned" is refused .* Take the tool out/)
  })

  it('shows the server no variable of this process but the harmless ones and those it is given', async () => {
    process.env['OCTOLLM_TEST_SECRET'] = 'canary'
    try {
      const arm = await mountOne({ ...stdio(['environment']), env: { GIVEN: '1' } } as McpServerInput)
      const { output } = await arm.execute({}, createArmContext())
      expect(output['text']).toContain('GIVEN')
      expect(output['text']).not.toContain('OCTOLLM_TEST_SECRET')
    } finally {
      delete process.env['OCTOLLM_TEST_SECRET']
    }
  })

  it('gives texts and JSON, keeps resources as artifacts, and says what was left out', async () => {
    const [add, report] = await mount(stdio(['add', 'report']))
    expect((await add?.execute({ a: 2, b: 3 }, createArmContext()))?.output).toEqual({
      text: '5',
      structured: { sum: 5 },
    })
    expect(await report?.execute({}, createArmContext())).toMatchObject({
      output: { text: '(file:///reports/may.md)\n(image/png, left out: only text is kept)' },
      artifacts: [{ name: 'may.md', mediaType: 'text/markdown', content: '# May' }],
    })
  })

  it('hands the idempotency key to the server, the same on every try', async () => {
    const arm = await mountOne({ url: http.url, tools: ['add'] })
    await arm.execute({ a: 1, b: 1 }, createArmContext({ idempotencyKey: 'key-77' }))
    expect(http.calls.at(-1)).toBe('key-77')
  })

  it('takes a tool that says it failed, and one that says too much, for failures', async () => {
    const [fail, flood] = await mount(stdio(['fail', 'flood']))
    expect(await run(fail as Arm, {})).toMatchObject({
      status: 'error',
      fault: { code: 'ARM_FAILED', message: 'The tool "fail" failed: the disk is full', retryable: false },
    })
    expect(await run(flood as Arm, {})).toMatchObject({ fault: { code: 'ARM_OUTPUT_INVALID' } })
  })

  it('never repeats a call that may have happened when the server died of it, unless the tool only reads', async () => {
    const arm = await mountOne(stdio(['die']))
    expect(await run(arm, {})).toMatchObject({ attempts: 1, fault: { code: 'NEEDS_RECONCILIATION' } })
    const reading = await mountOne(stdio({ die: { read_only: true } }))
    expect(await run(reading, {})).toMatchObject({ attempts: 3, fault: { code: 'ARM_UNAVAILABLE', retryable: true } })
  })

  it('starts a server that has died again for the next call', async () => {
    const [die, add] = await mount(stdio(['die', 'add']))
    await run(die as Arm, {})
    expect(await run(add as Arm, { a: 1, b: 2 })).toMatchObject({ status: 'ok' })
  })

  it('goes on with a server over HTTP that was restarted and has forgotten the session', async () => {
    const first = await startMcpHttpServer()
    const arm = await mountOne({ url: first.url, tools: { add: { read_only: true } } })
    await first.close()
    expect(await run(arm, { a: 1, b: 2 })).toMatchObject({ fault: { code: 'ARM_UNAVAILABLE', retryable: true } })
    const second = await startMcpHttpServer({ port: first.port })
    expect(await run(arm, { a: 1, b: 2 })).toMatchObject({ status: 'ok' })
    await second.close()
  })

  it('sends the headers it is given', async () => {
    const guarded = await startMcpHttpServer({ token: 'open-sesame' })
    await expect(mount({ url: guarded.url, tools: ['add'] })).rejects.toMatchObject({ code: 'ARM_UNAVAILABLE' })
    const headers = { Authorization: 'Bearer open-sesame' }
    expect(await mount({ url: guarded.url, headers, tools: ['add'] })).toHaveLength(1)
    await guarded.close()
  })

  it('ends a call when the task is cancelled', async () => {
    const arm = await mountOne(stdio(['wait']))
    const controller = new AbortController()
    const reason = new Error('The task was cancelled.')
    const running = run(arm, {}, { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 50)
    await expect(running).rejects.toBe(reason)
  })

  it('neither waits for the end of an endless list nor lets the schemas of the server run', async () => {
    const arm = await mountOne({ command: process.execPath, args: [HOSTILE], tools: ['slow'] })
    const word = `${'a'.repeat(40)}!`
    expect(await run(arm, { word })).toMatchObject({ status: 'ok', outcome: { output: { structured: { word } } } })
  })

  it('says what to do when a server cannot be started', async () => {
    await expect(mount({ command: '/no/such/program', tools: ['add'] })).rejects.toMatchObject({
      code: 'ARM_UNAVAILABLE',
      message: 'The MCP server "tools" does not answer. Start it, or take it out of the configuration.',
    })
  })
})
