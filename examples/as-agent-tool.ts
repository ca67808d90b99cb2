/*
 * OctoLLM as a tool of a LangChain agent: the agent decides when a question is worth a plan.
 *   OPENAI_API_KEY=… node examples/as-agent-tool.ts        (or OPENAI_BASE_URL for a local server)
 */
import { ChatOpenAI } from '@langchain/openai'
import { createAgent } from 'langchain'
import { createOctoGraph, octoTool } from '../src/index.ts' // in your project: 'octollm'

const chat = new ChatOpenAI({
  model: 'gpt-4o-mini',
  apiKey: process.env['OPENAI_API_KEY'] || 'none',
  configuration: { baseURL: process.env['OPENAI_BASE_URL'] || undefined },
})

const agent = createAgent({
  model: chat,
  tools: [octoTool(createOctoGraph({ model: chat }))],
  systemPrompt: 'Use run_task for anything that needs several steps.',
})

const { messages } = await agent.invoke({
  messages: [{ role: 'user', content: 'Write a Python function that doubles a number, and test it.' }],
})
console.log(messages.at(-1)?.text)
