/*
 * An arm of your own: what it can do, what goes in, what comes out. The planner reads its description and may choose it.
 *   node examples/custom-arm.ts
 */

import { z } from 'zod'
import { createOctoGraph, defineArm } from '../src/index.ts' // in your project: 'octollm'

const wordCounter = defineArm({
  id: 'word_counter',
  name: 'Word counter',
  version: '1.0.0',
  description: 'Counts the words of a text.',
  capabilities: ['word_count'],
  costTier: 1,
  inputSchema: z.object({ text: z.string().optional() }),
  outputSchema: z.object({ words: z.number().int() }),
  maxConcurrent: 8,
  sideEffects: false,
  actsOnWorld: false,
  async execute({ text }, { contract }) {
    const subject = text ?? String(contract.context['text'] ?? '')
    const words = subject.split(/\s+/).filter((word) => word !== '').length
    return { output: { words }, confidence: 1 }
  },
})

const graph = createOctoGraph({ arms: [wordCounter] })

const { answer } = await graph.invoke({
  goal: 'Count the words of the text in the context',
  context: 'the quick brown fox jumps over the lazy dog',
  requiredCapabilities: ['word_count'],
})
console.log(answer)
