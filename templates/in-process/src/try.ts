import { createOctoGraph } from 'octollm'
import { arm } from './name-arm.ts'

// The arm beside the six that come with OctoLLM. Without a model the plan is made by rule, from what the task asks for.
const graph = createOctoGraph({ arms: [arm] })
const { answer } = await graph.invoke({
  goal: 'Count the words of the text in the context',
  context: { text: 'the quick brown fox jumps over the lazy dog' },
  requiredCapabilities: ['text_statistics'],
})
process.stdout.write(`${answer}\n`)
