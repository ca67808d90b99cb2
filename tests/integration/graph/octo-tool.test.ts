import { MemorySaver } from '@langchain/langgraph'
import { ChatOpenAI } from '@langchain/openai'
import { createAgent } from 'langchain'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOctoGraph } from '../../../src/graph/create-octo-graph.ts'
import { octoTool } from '../../../src/graph/octo-tool.ts'
import { answerTo, aThread, createDiary, GOAL, givenPlans, questionsOf, workArm } from '../../support/graph.ts'
import { always, type ModelServer, startModelServer, textOf } from '../../support/model-server.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { planStep } from '../../support/plans.ts'

failOnWarnings()

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
afterAll(() => server.close())

it('the tool bubbles its question up through an agent, which is answered on the agent’s thread', async () => {
  const diary = createDiary()
  const plan = [planStep({ stepId: 1 }), planStep({ stepId: 2, armId: 'actor', dependencies: [1], estimatedCost: 0 })]
  const actor = workArm(diary, async () => ({ found: 'a cure' }), { id: 'actor', actsOnWorld: true })
  const octo = createOctoGraph({
    planner: givenPlans(plan.map((step) => ({ ...step, estimatedCost: 20 }))),
    arms: [workArm(diary), actor],
  })
  server.answer(always, { toolCalls: [{ name: 'run_task', arguments: { goal: GOAL } }] }, 1)
  server.answer((body) => textOf(body).includes('a cure'), { content: 'The agent is done.' })
  const chat = new ChatOpenAI({
    model: 'gpt-4o-mini',
    apiKey: 'none',
    configuration: { baseURL: server.url },
    maxRetries: 0,
  })
  const agent = createAgent({ model: chat, tools: [octoTool(octo)], checkpointer: new MemorySaver() })

  const asked = await agent.invoke({ messages: [{ role: 'user', content: 'Find a cure.' }] }, aThread())
  const [question] = questionsOf(asked)
  expect(question?.request.kind).toBe('plan')
  expect(diary.entries).toEqual([])

  const { messages } = await agent.invoke(answerTo(question?.id ?? '', { decision: 'approve' }), aThread())
  expect(messages.at(-1)?.text).toBe('The agent is done.')
  expect(diary.entries).toEqual(['1 started', '1 done', '2 started', '2 done'])
})
