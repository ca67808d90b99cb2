/*
 * An arm with a memory: what it learns in one task it knows in the next, and nobody's address is in it.
 *   node examples/memory.ts
 */

import { InMemoryStore } from '@langchain/langgraph'
import { z } from 'zod'
import { createOctoGraph, defineArm } from '../src/index.ts' // in your project: 'octollm'

const adviser = defineArm({
  id: 'adviser',
  name: 'Adviser',
  version: '1.0.0',
  description: 'Gives advice, and remembers what was asked before.',
  capabilities: ['advice'],
  costTier: 1,
  inputSchema: z.object({}),
  outputSchema: z.object({ asked_before: z.array(z.string()) }),
  maxConcurrent: 1,
  sideEffects: false,
  actsOnWorld: false,
  async execute(_input, { store, contract, idempotencyKey }) {
    const earlier = (await store?.search(['questions'])) ?? []
    await store?.put(['questions'], idempotencyKey, { question: contract.goal })
    return { output: { asked_before: earlier.map(({ value }) => String(value['question'])) }, confidence: 1 }
  },
})

// In a service: createMemoryStore({ pool }) of 'octollm/postgres'.
const store = new InMemoryStore()
const graph = createOctoGraph({ arms: [adviser], store })

for (const goal of ['Give advice to ann@example.com on tea', 'Give advice on coffee']) {
  const { answer } = await graph.invoke({ goal, requiredCapabilities: ['advice'] })
  console.log(answer)
}
console.log('stored under', await store.listNamespaces())
