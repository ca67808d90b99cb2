import { InMemoryStore } from '@langchain/langgraph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox } from '../../../src/arms/executor/create-sandbox.ts'
import { openAiModel } from '../../../src/model/openai-model.ts'
import { aThread, givenPlans, memoryGraph, runTask } from '../../support/graph.ts'
import { asksFor, type ModelServer, startModelServer, textOf } from '../../support/model-server.ts'
import { planStep } from '../../support/plans.ts'

const CODE = 'export const add = (a, b) => a + b'
const TESTS =
  "import assert from 'assert'\nimport { add } from './solution.js'\ntest('adds', () => assert.equal(add(1, 2), 3))"
const JANE = 'jane.roe@lane-mail.com'

const sandbox = createSandbox()
let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
  server.answer(asksFor('code'), { content: JSON.stringify({ code: CODE, tests: TESTS }) })
})
afterAll(async () => {
  await Promise.all([server.close(), sandbox.close()])
})

/** Runs a task of one step of the coder, and gives what came of it, as JSON. */
async function code(store: InMemoryStore, thread: string, action: string, goal = action) {
  const plan = [planStep({ stepId: 1, armId: 'coder', action, inputs: { language: 'javascript' } })]
  const graph = memoryGraph({
    ...{ planner: givenPlans(plan), model: openAiModel({ baseUrl: server.url, model: 'gpt-4o-mini' }) },
    ...{ sandbox, store },
  })
  const { outcome } = await runTask(graph, { goal }, aThread(thread))
  return JSON.stringify(outcome)
}

describe('what the coder solved in one task', () => {
  it('is shown to it in another', async () => {
    const store = new InMemoryStore()
    await code(store, 'first', 'Write a function that adds two numbers')
    const outcome = await code(store, 'second', 'Write a function that adds two numbers up')
    expect(outcome).toContain('"recalled":1')
    const asked = server.requests.filter(asksFor('code')).map(textOf)
    expect(asked[0]).not.toContain('past solution')
    expect(asked.at(-1)).toContain(`Asked: Write a function that adds two numbers\n\n${CODE}\n</data>`)
  })

  it('stays in its task when it was done for a person named there', async () => {
    const store = new InMemoryStore()
    await code(store, 'third', 'Write a function that adds two numbers for [EMAIL_1]', `Add numbers for ${JANE}`)
    const outcome = await code(store, 'fourth', 'Write a function that adds two numbers')
    expect(outcome).toContain('"recalled":0')
  })
})
