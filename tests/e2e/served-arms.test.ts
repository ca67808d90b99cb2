import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'
import { findPython } from '../support/python.ts'
import { until } from '../support/served-arm.ts'

const Arms = z.object({ arms: z.array(z.object({ arm_id: z.string(), health: z.string() })) })

let octollm: Octollm
let server: { readonly url: string }
const running: ChildProcess[] = []

/** Starts an arm with the key that `octollm arm key` prints for it, and gives its address. */
async function serveArm(id: string, command: string, args: readonly string[], cwd = process.cwd()): Promise<string> {
  const { stdout: key } = await octollm.run(['arm', 'key', id])
  const env = { ...octollm.env, PORT: '0', OCTOLLM_ARM_KEY: key.trim() }
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  running.push(child)
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await until(() => said.includes('is served at') || child.exitCode !== null)
  return /served at (\S+)/.exec(said)?.[1] ?? said
}

beforeAll(async () => {
  octollm = await createOctollm({ OCTOLLM_ARM_SECRET: 'an arm secret for the tests, 32+ characters' })
  await octollm.run(['arm', 'new', 'counter', '--kind', 'python'])
  const arms = [
    await serveArm('counter', findPython(), ['serve.py'], join(octollm.folder, 'counter')),
    await serveArm('weather', process.execPath, ['examples/weather/serve.ts']),
  ]
  server = await octollm.serve({ OCTOLLM_ARMS: arms.join(',') })
}, 120_000)
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await octollm.remove()
})

async function run(task: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.url}/submit?wait=60`, { method: 'POST', headers, body: JSON.stringify(task) })
  return response.json()
}

describe('octollm serve with OCTOLLM_ARMS', { timeout: 90_000 }, () => {
  it('shows the arms that are served, beside its own', async () => {
    const { arms } = Arms.parse(await (await fetch(`${server.url}/arms`)).json())
    const known = arms.map(({ arm_id, health }) => `${arm_id} ${health}`)
    expect(known).toEqual(expect.arrayContaining(['counter healthy', 'weather healthy', 'coder healthy']))
  })

  it('has a task done by an arm in Python, as octollm arm new writes it, with signed calls', async () => {
    const task = await run({
      goal: 'Count the words of the text in the context',
      context: { text: 'the quick brown fox' },
      required_capabilities: ['text_statistics'],
    })
    expect(task).toMatchObject({ status: 'completed' })
    expect(JSON.stringify(task)).toContain('"words":4')
  })

  it('has a task done by the weather arm of the examples', async () => {
    const task = await run({
      goal: 'What will the weather be like in the place named in the context?',
      context: { location: 'Bergen' },
      required_capabilities: ['weather_forecast'],
    })
    expect(task).toMatchObject({ status: 'completed' })
    expect(JSON.stringify(task)).toContain('"location":"Bergen"')
  })
})
