import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import { askFor } from '../../model/ask-for.ts'
import type { Model } from '../../model/model.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import { CODER_TASKS, type CodingJob, coderPrompt } from './coder-prompt.ts'

const MAX_TOKENS = 3_000
const MODEL_TIMEOUT_MS = 60_000

const CoderInput = z.object({
  task: z.enum(CODER_TASKS).default('generate'),
  language: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .max(40)
    .optional()
    .describe('Default: that of the code, else python'),
  instructions: z.string().max(10_000).optional().describe('What the action does not say'),
  code: z
    .string()
    .max(50_000)
    .optional()
    .describe('The code to work on; default: that of the last dependency with one'),
})
type CoderInput = z.infer<typeof CoderInput>

const CoderAnswer = z.object({
  code: z.string().min(1),
  tests: z.string().nullable().default(null),
  explanation: z.string().default(''),
  warnings: z.array(z.string()).default([]),
})

const CoderOutput = z.object({
  language: z.string(),
  code: z.string(),
  tests: z.string().describe('The test file; empty when there are no tests'),
  explanation: z.string(),
  warnings: z.array(z.string()),
})

/**
 * Writes and changes code with a model (purpose "code"). Nothing is run here, so its confidence is 0.6 with tests and 0.5
 * without: evidence comes from the executor. Faults: MODEL_UNAVAILABLE, also when there is no model at all,
 * ARM_INPUT_INVALID when the task needs code and none is given, MODEL_ANSWER_INVALID, BUDGET_EXCEEDED.
 */
export function createCoderArm(): Arm {
  return defineArm({
    id: 'coder',
    name: 'Coder',
    version: '1.0.0',
    description: 'Writes, debugs, refactors, tests, explains and optimizes code, with tests that an executor can run.',
    capabilities: ['code_generation', 'debugging', 'refactoring', 'code_analysis', 'test_generation'],
    costTier: 4,
    inputSchema: CoderInput,
    outputSchema: CoderOutput,
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: false,
    async execute(input, context) {
      const model = requireModel(context.model)
      const job = toJob(input, context)
      context.report(`Asking the model for ${job.language} code (${job.task})`)
      const { value, usage, model: answeredBy } = await askFor(model, questionFor(job, context), CoderAnswer)
      const tests = unfenced(value.tests ?? '')
      const { explanation, warnings } = value
      return {
        output: { language: job.language, code: unfenced(value.code), tests, explanation, warnings },
        confidence: tests === '' ? 0.5 : 0.6,
        usage: { costUsd: usage.costUsd, tokens: usage.inputTokens + usage.outputTokens },
        model: answeredBy,
      }
    },
  })
}

function requireModel(model: Model | null): Model {
  if (model) return model
  const message = 'The coder needs a language model: set OPENAI_API_KEY, or OPENAI_BASE_URL for a local server.'
  throw new Fault('MODEL_UNAVAILABLE', message, { retryable: false })
}

function toJob({ task, language, instructions, code }: CoderInput, context: ArmContext): CodingJob {
  const given = context.dependencies.map(({ output }) => Given.parse(output)).findLast((one) => one.code !== undefined)
  const subject = code ?? given?.code ?? Given.parse(context.contract.context).code ?? null
  if (subject === null && task !== 'generate') {
    const message = `To ${task} code there must be some: give \`code\`, or depend on a step whose output has a \`code\`.`
    throw new Fault('ARM_INPUT_INVALID', message, { errors: [{ path: 'code', message }] })
  }
  return { task, language: language ?? given?.language ?? 'python', instructions: instructions ?? null, code: subject }
}

const Given = z.object({
  code: z.string().trim().min(1).optional().catch(undefined),
  language: z.string().toLowerCase().min(1).max(40).optional().catch(undefined),
})

function questionFor(job: CodingJob, context: ArmContext) {
  return {
    purpose: 'code',
    messages: coderPrompt(job, context),
    // Half of what is left, so that two coders side by side do not starve each other.
    maxTokens: Math.max(1, Math.min(MAX_TOKENS, Math.floor(context.budget.maxTokens / 2))),
    temperature: job.task === 'generate' ? 0.2 : 0.1,
    timeoutMs: MODEL_TIMEOUT_MS,
    signal: context.signal,
    meter: context.meter,
  }
}

// Models like to fence code even inside JSON.
function unfenced(text: string): string {
  return /^\s*```[^\n]*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text.trim()
}
