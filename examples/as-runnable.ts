/*
 * OctoLLM as a Runnable. Without OPENAI_API_KEY or OPENAI_BASE_URL it plans by rule, which is enough to run given code.
 *   node examples/as-runnable.ts
 */
import { createOctoGraph, openAiModel } from '../src/index.ts' // in your project: 'octollm'

const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = process.env
const model =
  apiKey || baseUrl
    ? openAiModel({ model: 'gpt-4o-mini', ...(apiKey ? { apiKey } : {}), ...(baseUrl ? { baseUrl } : {}) })
    : null

const graph = createOctoGraph({ model })

const { answer, outcome, usage } = await graph.invoke({
  goal: 'Compute the sum of the numbers from one to ten',
  context: { code: 'result = sum(range(1, 11))' },
  budget: { maxCostUsd: 0.1 },
})

console.log(outcome?.status, usage)
console.log(answer)
