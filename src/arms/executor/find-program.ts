import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { DependencyOutput } from '../arm.ts'

export const ExecutorInput = z.object({
  language: z.enum(['python', 'javascript']).optional().describe('Default: what the code of the dependency is in'),
  code: z.string().optional().describe('The program; default: `code` of the dependency `from_step`'),
  from_step: z.number().int().optional().describe('The dependency whose `code`, `tests` and `language` are taken'),
  tests: z.string().optional().describe('Tests that are run against the program instead of running it alone'),
  stdin: z.string().optional(),
  data: z.unknown().optional().describe('A JSON value the program sees as octo["data"]'),
})
export type ExecutorInput = z.infer<typeof ExecutorInput>

export interface Program {
  readonly language: 'python' | 'javascript'
  readonly code: string
  /** Null when the program is run by itself. */
  readonly tests: string | null
}

/** The parts of a program that a dependency gave; blank ones count as missing. */
const Source = z.object({
  code: z.string().trim().min(1).optional().catch(undefined),
  tests: z.string().trim().min(1).optional().catch(undefined),
  language: z.string().toLowerCase().optional().catch(undefined),
})

const LANGUAGES: Readonly<Record<string, Program['language']>> = {
  python: 'python',
  python3: 'python',
  py: 'python',
  javascript: 'javascript',
  js: 'javascript',
  node: 'javascript',
}

/**
 * What a step is to run: what its input says, completed by the dependency `from_step`, or, without code, by the last
 * dependency that gave some. Throws `Fault('ARM_INPUT_INVALID')` when there is no code or it is in another language.
 */
export function findProgram(input: ExecutorInput, dependencies: readonly DependencyOutput[]): Program {
  const own = Source.parse(input)
  const given = sourceFor(input, own.code === undefined, dependencies)
  const code = own.code ?? given.code
  if (code === undefined) {
    throw invalid('code', 'There is no code to run: give `code`, or depend on a step whose output has a `code`.')
  }
  const language = LANGUAGES[own.language ?? given.language ?? 'python']
  if (!language) throw invalid('language', 'Only "python" and "javascript" can be run, and the code is in neither.')
  return { language, code, tests: own.tests ?? given.tests ?? null }
}

function sourceFor(
  { from_step: fromStep }: ExecutorInput,
  needsCode: boolean,
  dependencies: readonly DependencyOutput[],
): z.infer<typeof Source> {
  const sources = dependencies.map(({ stepId, output }) => ({ stepId, source: Source.parse(output) }))
  if (fromStep === undefined) {
    return needsCode ? (sources.findLast(({ source }) => source.code !== undefined)?.source ?? {}) : {}
  }
  const named = sources.find(({ stepId }) => stepId === fromStep)
  if (named) return named.source
  const known = sources.map(({ stepId }) => stepId).join(', ') || 'none'
  throw invalid('from_step', `Step ${fromStep} is not a dependency of this step. Its dependencies: ${known}.`)
}

function invalid(path: string, message: string): Fault {
  return new Fault('ARM_INPUT_INVALID', message, { errors: [{ path, message }] })
}
