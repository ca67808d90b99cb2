import { defineArm } from 'octollm'
import { z } from 'zod'

/** The step's inputs. Their names are snake_case: they are data, also for a planner that is a model. */
const Input = z.object({
  text: z.string().max(100_000).optional().describe('What is counted; default: the text of the task’s context'),
})

const Output = z.object({
  lines: z.number().int(),
  words: z.number().int(),
  characters: z.number().int(),
})

/** Put your own work in the place of the counting, and say on the card what it is: the planner chooses arms by that. */
export const arm = defineArm({
  id: '{{name}}',
  name: '{{title}}',
  version: '0.1.0',
  description: 'Counts the lines, words and characters of a text.',
  capabilities: ['text_statistics'],
  costTier: 1, // 1 costs nothing, 5 the most
  inputSchema: Input,
  outputSchema: Output,
  maxConcurrent: 8,
  sideEffects: false, // true when it changes something outside that cannot be taken back
  actsOnWorld: false, // true when a person is to be asked before, in tasks that say approval: "risky"
  async execute({ text }, { contract, signal, report }) {
    signal.throwIfAborted()
    const subject = text ?? String(contract.context['text'] ?? '')
    report(`Counting ${subject.length} characters`)
    const words = subject.split(/\s+/).filter((word) => word !== '')
    const output = { lines: subject.split('\n').length, words: words.length, characters: subject.length }
    return { output, confidence: 1 }
  },
})
