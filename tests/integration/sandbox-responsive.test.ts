import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCommandSandbox } from '../../src/arms/executor/commands/create-command-sandbox.ts'
import { createSandbox } from '../../src/arms/executor/create-sandbox.ts'
import { openServer, type ServerUnderTest } from '../support/http-server.ts'

const sandbox = createSandbox({ idle: 0, parallel: 3 })
const commands = createCommandSandbox({ allowed: ['sh'], parallel: 2 })
let server: ServerUnderTest
beforeAll(async () => {
  server = await openServer()
})
afterAll(async () => {
  await Promise.all([sandbox.close(), commands.close()])
  await server.close()
})

const python = (code: string) => () => sandbox.run({ language: 'python', code, timeoutMs: 3_000, memoryMb: 128 })
const javascript = (code: string) => () => sandbox.run({ language: 'javascript', code, timeoutMs: 3_000, memoryMb: 64 })
const command = (script: string) => () =>
  commands.run({ argv: ['sh', '-c', script], timeoutMs: 3_000, memoryMb: 128 }).catch(() => ({ success: false }))

const ATTACKS: Readonly<Record<string, () => Promise<{ readonly success: boolean }>>> = {
  'a loop': python('while True: pass'),
  'a memory bomb': python('x = []\nwhile True: x.append(bytearray(4_000_000))'),
  'an output flood': python('while True: print("x" * 100_000)'),
  'a flood of both streams': javascript(
    'for (;;) { console.log("x".repeat(9_000)); console.error("y".repeat(9_000)) }',
  ),
  'a huge result': javascript('result = "x".repeat(8_000_000)'),
  'a deep result': javascript('let deep = []; for (let n = 0; n < 100_000; n++) deep = [deep]; result = deep; throw 1'),
  'a fork bomb': command('bomb() { bomb | bomb & }; bomb; sleep 60'),
  'a flood by a command': command('yes'),
  'memory in many processes': command(
    'for n in 1 2 3 4 5 6; do perl -e \'$x = "x" x 60_000_000; sleep 9\' & done; wait',
  ),
}

describe('while programs attack the machine from the sandboxes', () => {
  it('the server that runs them goes on answering, and none of them succeeds', async () => {
    let isOver = false
    const attacks = Promise.all(
      Object.entries(ATTACKS).map(async ([name, run]) => [name, (await run()).success] as const),
    )
    const over = attacks.finally(() => {
      isOver = true
    })
    const answers: { status: number; ms: number }[] = []
    while (!isOver) {
      const startedAt = performance.now()
      const { status } = await server.call('/health')
      answers.push({ status, ms: performance.now() - startedAt })
    }
    const succeeded = (await over).filter(([, success]) => success).map(([name]) => name)
    expect(succeeded.filter((name) => name !== 'a huge result')).toEqual([])
    expect(answers.length).toBeGreaterThan(10)
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(10_000)
  })
})
