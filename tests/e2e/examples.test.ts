import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  always,
  asksFor,
  type ChatRequest,
  type ModelServer,
  startModelServer,
  textOf,
} from '../support/model-server.ts'
import { until } from '../support/served-arm.ts'

let model: ModelServer

beforeAll(async () => {
  model = await startModelServer()
})
afterAll(() => model.close())

/** Runs an example as its reader would, and gives what it printed. */
async function run(name: string, env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, [`examples/${name}.ts`], {
    env: { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [printed, problems, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  expect({ code, problems }).toEqual({ code: 0, problems: '' })
  return printed
}

describe('the examples', () => {
  it('run a goal through the graph as a Runnable', async () => {
    const printed = await run('as-runnable')
    expect(printed).toContain('completed')
    expect(printed).toContain('55')
  })

  it('pass an approval through a parent graph and the answer back', async () => {
    const printed = await run('as-subgraph')
    expect(printed).toContain('asked: Shall this plan be run?')
    expect(printed).toContain('The report says: 42')
  })

  it('let a custom arm do the step that needs it', async () => {
    expect(await run('custom-arm')).toContain('"words": 9')
  })

  it("remember between tasks, and nobody's address", async () => {
    const printed = await run('memory')
    expect(printed).toContain('"Give advice to [EMAIL] on tea"')
    expect(printed).not.toContain('ann@example.com')
  })

  it('forecast the weather in a task, from a service of their own', async () => {
    const printed = await run('weather/main')
    expect(printed).toContain('completed: asked 1 time(s)')
    expect(printed).toContain('"location": "Bergen"')
  })

  it('serve the weather arm until they are told to stop', async () => {
    const child = spawn(process.execPath, ['examples/weather/serve.ts'], {
      env: { ...process.env, OPENAI_API_KEY: '', PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
    await until(() => printed.includes('is served at') || child.exitCode !== null)
    const url = /served at (\S+)/.exec(printed)?.[1]
    expect(await (await fetch(`${url}/capabilities`)).json()).toMatchObject({ arm_id: 'weather' })
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  it('guard texts by a policy and a rule pack from files', async () => {
    const printed = await run('reflex/guard')
    expect(printed).toContain('[STAFF_NUMBER_1]: leave the parcel')
    expect(printed).toMatch(/from a user: .* not blocked\nin a document: .* blocked\ndesk-parcel-unsigned adds 0\./)
  })

  it('carry out what an agent asks of the tool', async () => {
    const isAgent = (body: ChatRequest) => textOf(body).includes('Use run_task for anything')
    const hasResult = (body: ChatRequest) => body.messages.some(({ role }) => role === 'tool')
    model.answer(
      (body) => isAgent(body) && hasResult(body),
      (body) => ({
        content: `The tool said: ${body.messages.findLast(({ role }) => role === 'tool')?.content}`,
      }),
    )
    model.answer(isAgent, { toolCalls: [{ name: 'run_task', arguments: { goal: 'Write a function that doubles' } }] })
    model.answer(asksFor('plan'), { content: PLAN })
    model.answer(asksFor('code'), { content: CODE })
    model.answer(asksFor('judge'), { content: JSON.stringify({ criteria: [], issues: [], quality_score: 0.9 }) })

    const printed = await run('as-agent-tool', { OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: model.url })
    expect(printed).toContain('The tool said:')
    expect(printed).toContain('def double(n):')
    expect(printed).toContain('1 of 1 tests passed')
  })

  it('give an agent tokens, its caller values, and an attack nothing', async () => {
    const hasResult = (body: ChatRequest) => body.messages.some(({ role }) => role === 'tool')
    model.forget()
    model.answer(hasResult, { content: '[EMAIL_1] ordered A-1044, which goes to [EMAIL_2].' })
    model.answer(always, { toolCalls: [{ name: 'find_orders', arguments: { customer: '[EMAIL_1]' } }] })

    const printed = await run('middleware', { OPENAI_API_KEY: 'not-a-key', OPENAI_BASE_URL: model.url })
    expect(printed).toContain('answered: jane.roe@lane-mail.com ordered A-1044, which goes to ops@lane-shipping.com.\n')
    expect(printed).toContain('stored: [EMAIL_1] ordered A-1044, which goes to [EMAIL_2].\n')
    expect(printed).toContain('refused: This request was refused before any model saw it')
    expect(model.requests).toHaveLength(2)
    expect(JSON.stringify(model.requests)).not.toMatch(/lane-(?:mail|shipping)/)
  })
})

const PLAN = JSON.stringify({
  plan: [
    {
      step_id: 1,
      action: 'Write a function that doubles a number',
      arm_id: 'coder',
      acceptance_criteria: ['it doubles'],
    },
    {
      step_id: 2,
      action: 'Run the unit tests in the sandbox',
      arm_id: 'executor',
      dependencies: [1],
      acceptance_criteria: ['All unit tests pass'],
    },
    { step_id: 3, action: 'Check the code', arm_id: 'judge', dependencies: [2], acceptance_criteria: ['it doubles'] },
  ],
  rationale: 'write, run, check',
  confidence_score: 0.9,
})

const CODE = JSON.stringify({
  code: 'def double(n):\n    """Double a number."""\n    return 2 * n\n',
  tests:
    'import unittest\nfrom solution import double\n\nclass TestDouble(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(double(4), 8)\n',
  explanation: '',
  warnings: [],
})
