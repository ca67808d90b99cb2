import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { ArmContext } from '../arm.ts'
import { languageNamed } from './languages.ts'

export const CODER_TASKS = ['generate', 'debug', 'refactor', 'analyze', 'test', 'explain', 'optimize'] as const
type CoderTask = (typeof CODER_TASKS)[number]

export const CoderInput = z.object({
  task: z.enum(CODER_TASKS).default('generate'),
  language: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .optional()
    .describe('python, javascript, typescript, go, rust, java or another; default: that of the code, else python'),
  instructions: z.string().max(10_000).optional().describe('What the action does not say'),
  code: z
    .string()
    .max(50_000)
    .optional()
    .describe('The code to work on; default: that of the last dependency with one, else `code` of the task context'),
  tests: z
    .string()
    .max(50_000)
    .optional()
    .describe('Tests that the result must pass (debug, refactor, optimize); default: those given with the code'),
})
export type CoderInput = z.infer<typeof CoderInput>

/** What the coder was asked, with its defaults filled in. */
export interface CodingJob {
  readonly task: CoderTask
  readonly language: string
  readonly instructions: string | null
  /** The code to work on. */
  readonly code: string | null
  /** Tests from outside that the result must pass. */
  readonly tests: string | null
}

/** Completes what the input says by the last dependency with code and the task's context. Throws ARM_INPUT_INVALID. */
export function toJob({ task, language, instructions, code, tests }: CoderInput, context: ArmContext): CodingJob {
  const own = Given.parse({ code, tests })
  const outputs = context.dependencies.map(({ output }) => Given.parse(output))
  const given = outputs.findLast((one) => one.code !== undefined) ?? Given.parse(context.contract.context)
  const subject = own.code ?? given.code ?? null
  if (subject === null && task !== 'generate') throw nothingTo(task)
  return {
    task,
    language: languageNamed(language ?? given.language ?? 'python'),
    instructions: instructions ?? null,
    code: subject,
    // Tests that came with other code say nothing of the code in the input.
    tests: own.tests ?? (own.code === undefined ? given.tests : undefined) ?? null,
  }
}

/** The parts of a program as a dependency or the context gives them; blank ones count as missing. */
const Given = z.object({
  code: z.string().regex(/\S/).optional().catch(undefined),
  tests: z.string().regex(/\S/).optional().catch(undefined),
  language: z.string().trim().min(1).max(40).optional().catch(undefined),
})

function nothingTo(task: CoderTask): Fault {
  const message = `To ${task} code there must be some: give \`code\`, or depend on a step whose output has a \`code\`.`
  return new Fault('ARM_INPUT_INVALID', message, { errors: [{ path: 'code', message }] })
}

const CHANGES: ReadonlySet<CoderTask> = new Set(['generate', 'debug', 'refactor', 'optimize'])

/** Whether the answer to the task is a program, not a word on one. */
export const changesCode = ({ task }: CodingJob): boolean => CHANGES.has(task)

/** Whether code and tests of the answer are worth running and remembering. */
export const writesCode = (job: CodingJob): boolean => changesCode(job) || job.task === 'test'

/** Whether the model is to write tests: not where those given say what must stay as it is. */
export function writesTests({ task, tests }: CodingJob): boolean {
  switch (task) {
    case 'generate':
    case 'debug':
    case 'test':
      return true
    case 'refactor':
    case 'optimize':
      return tests === null
    case 'analyze':
    case 'explain':
      return false
  }
}
