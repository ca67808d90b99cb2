import { Client } from '@langchain/langgraph-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type StudioServer, startStudioServer } from '../support/studio-server.ts'

// The code is given, so that the rule planner (there is no model) has something it can do.
const input = {
  goal: 'Compute the sum of the numbers from one to ten',
  context: { code: 'result = sum(range(1, 11))' },
}

const Final = z.object({ answer: z.string(), outcome: z.object({ status: z.string() }) })

let studio: StudioServer
let client: Client

beforeAll(async () => {
  studio = await startStudioServer()
  client = new Client({ apiUrl: studio.url })
}, 180_000)

afterAll(() => studio.stop())

describe('the graph in the LangGraph dev server', () => {
  it('shows every arm as a node', async () => {
    const { nodes } = await client.assistants.getGraph(await assistantId())
    const names = nodes.map(({ id }) => String(id))
    const arms = ['retriever', 'coder', 'executor', 'judge', 'guardian', 'planner'].map((arm) => `arm_${arm}`)
    expect(names).toEqual(expect.arrayContaining(['reflex', 'planner', 'approve', ...arms, 'integrate', 'result']))
  })

  it('offers the whole task request as a form', async () => {
    const { input_schema: form } = await client.assistants.getSchemas(await assistantId())
    const fields = ['goal', 'constraints', 'context', 'acceptanceCriteria', 'priority', 'budget', 'approval']
    expect(Object.keys(form?.properties ?? {})).toEqual(expect.arrayContaining(fields))
  })

  it('stops before anything runs when approval is "always", takes the answer and gives the result', async () => {
    const { thread_id: thread } = await client.threads.create()
    await client.runs.wait(thread, 'octollm', { input: { ...input, approval: 'always' } })
    const { tasks, values } = await client.threads.getState<{ records: unknown[] }>(thread)
    const [interrupt] = tasks.flatMap(({ interrupts }) => interrupts)
    expect(interrupt?.value).toMatchObject({ kind: 'plan', plan: { source: 'rule' } })
    expect(values.records).toEqual([])

    const resume = { [interrupt?.id ?? '']: { decision: 'approve' } }
    const final = Final.parse(await client.runs.wait(thread, 'octollm', { command: { resume } }))
    expect(final.outcome.status).toBe('completed')
    expect(final.answer).toContain('55')
  })

  it('runs a task through without a key, planned by rule', async () => {
    const { thread_id: thread } = await client.threads.create()
    const final = Final.parse(await client.runs.wait(thread, 'octollm', { input }))
    expect(final.outcome.status).toBe('completed')
  })
})

async function assistantId(): Promise<string> {
  const [assistant] = await client.assistants.search({ graphId: 'octollm' })
  return assistant?.assistant_id ?? ''
}
