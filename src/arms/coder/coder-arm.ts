import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { Model } from '../../model/model.ts'
import { type Arm, type ArmContext, defineArm } from '../arm.ts'
import type { Sandbox } from '../executor/sandbox.ts'
import { Check, type CheckResult } from './check.ts'
import { Finding } from './coder-answer.ts'
import { coderPrompt } from './coder-prompt.ts'
import { CODER_TASKS, CoderInput, type CodingJob, toJob, writesCode } from './coding-job.ts'
import { confidenceOf } from './confidence.ts'
import { createExaminer } from './examine-answer.ts'
import { type PastSolution, recall, remember } from './solution-memory.ts'
import { type Solved, solveJob } from './solve-job.ts'
import { createSyntaxCheck } from './syntax/check-syntax.ts'
import { createTestBench } from './test-bench.ts'

const TIMEOUT_MS = 240_000
/** The arm ends by itself before its time limit would end it without a result. */
const WORK_MS = 200_000

const CoderOutput = z.object({
  task: z.enum(CODER_TASKS),
  language: z.string(),
  code: z.string().describe('The program; of an analysis or tests, the code as it was given; empty for an explanation'),
  tests: z.string().describe('The test file; empty when there are no tests'),
  explanation: z.string(),
  cause: z.string().describe('Of the fault that was debugged; else empty'),
  findings: z.array(Finding).describe('Of an analysis; else empty'),
  warnings: z.array(z.string()).describe('What the model warns of, what failed and what was not checked'),
  checks: z.array(Check),
  fixes: z.number().int().describe('Corrections the checks led to'),
  recalled: z.number().int().describe('Past solutions the model was shown'),
})

interface CoderParts {
  /** Runs the tests; null: only the syntax is checked. Code never runs outside of it. */
  readonly sandbox?: Sandbox | null
}

/**
 * Writes, changes and reads code with a model (purpose "code"), checks what it wrote and has it corrected, at most twice:
 * syntax by a parser, tests in the sandbox. Confidence comes from these checks (`confidenceOf`). What fails them is an
 * outcome with warnings; Faults: MODEL_UNAVAILABLE, also when there is no model at all, ARM_INPUT_INVALID when the task
 * needs code and none is given, MODEL_ANSWER_INVALID, BUDGET_EXCEEDED.
 */
export function createCoderArm({ sandbox = null }: CoderParts = {}): Arm {
  const syntax = createSyntaxCheck()
  return defineArm({
    id: 'coder',
    name: 'Coder',
    version: '2.0.0',
    description: 'Writes, debugs, refactors, analyzes, tests, explains and optimizes code, and checks what it wrote.',
    capabilities: ['code_generation', 'debugging', 'refactoring', 'code_analysis', 'test_generation'],
    costTier: 4,
    inputSchema: CoderInput,
    outputSchema: CoderOutput,
    maxConcurrent: 4,
    sideEffects: false,
    actsOnWorld: false,
    timeoutMs: TIMEOUT_MS,
    async execute(input, context) {
      context.signal.throwIfAborted()
      const model = requireModel(context.model)
      const job = toJob(input, context)
      const remainingMs = clockOf(context)
      const bench = createTestBench(sandbox, context, remainingMs)
      const examiner = await createExaminer(job, { syntax, bench })
      const memory = await recalled(job, context)
      context.report(`Asking the model (${job.task})`)
      const messages = coderPrompt(job, context, { facts: examiner.facts, past: memory.past })
      const solved = await solveJob({ job, context, model, messages, examine: examiner.examine, remainingMs })
      const kept = await remembered(job, context, solved)
      return toOutcome(job, solved, { memory, more: [...examiner.warnings, ...kept] })
    },
  })
}

function requireModel(model: Model | null): Model {
  if (model) return model
  const message = 'The coder needs a language model: set OPENAI_API_KEY, or OPENAI_BASE_URL for a local server.'
  throw new Fault('MODEL_UNAVAILABLE', message, { retryable: false })
}

function clockOf({ budget }: ArmContext): () => number {
  const endsAt = performance.now() + Math.min(WORK_MS, budget.maxTimeSeconds * 1_000)
  return () => Math.ceil(endsAt - performance.now())
}

interface Memory {
  readonly past: readonly PastSolution[]
  readonly warnings: readonly string[]
}

const FORGETFUL = 'The memory of past solutions could not be'

async function recalled(job: CodingJob, context: ArmContext): Promise<Memory> {
  if (!writesCode(job)) return { past: [], warnings: [] }
  try {
    return { past: await recall(job, context), warnings: [] }
  } catch {
    return { past: [], warnings: [`${FORGETFUL} read.`] } // work goes on without it
  }
}

/** Only what was run, and passed everything, is remembered. */
async function remembered(job: CodingJob, context: ArmContext, { answer, examination }: Solved): Promise<string[]> {
  const { results, objections } = examination
  const didPass = results.some(({ check }) => RUN.has(check.name) && check.status === 'passed')
  if (!writesCode(job) || !didPass || objections.length > 0) return []
  try {
    await remember(job, context, { ...answer, evidence: results.map(({ check }) => check.detail) })
    return []
  } catch {
    return [`${FORGETFUL} written.`] // the result is as good without it
  }
}

const RUN: ReadonlySet<string> = new Set<Check['name']>(['tests', 'given_tests'])

function toOutcome(job: CodingJob, solved: Solved, { memory, more }: { memory: Memory; more: readonly string[] }) {
  const { answer, examination, usage, model, fixes, stopped } = solved
  const { results } = examination
  const given = stopped === null ? [] : [`It was not corrected further: ${stopped}.`]
  return {
    output: {
      task: job.task,
      language: job.language,
      ...answer,
      findings: [...answer.findings],
      warnings: [...answer.warnings, ...more, ...results.flatMap(warningOf), ...given, ...memory.warnings],
      checks: results.map(({ check }) => check),
      fixes,
      recalled: memory.past.length,
    },
    confidence: confidenceOf(job, answer, results),
    usage: { costUsd: usage.costUsd, tokens: usage.inputTokens + usage.outputTokens },
    model,
  }
}

const warningOf = ({ check: { status, detail } }: CheckResult) => (status === 'passed' ? [] : [`${detail}.`])
