import { z } from 'zod'
import type { DependencyOutput } from '../arm.ts'
import { stripTypes } from '../coder/syntax/strip-types.ts'
import type { ExecutorInput } from './executor-input.ts'
import { refused } from './refused.ts'

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
    throw refused('code', 'There is no code to run: give `code`, or depend on a step whose output has a `code`.')
  }
  const named = own.language ?? given.language ?? 'python'
  const tests = own.tests ?? given.tests ?? null
  if (TYPESCRIPT.has(named)) {
    return { language: 'javascript', code: toJavaScript(code), tests: tests === null ? null : toJavaScript(tests) }
  }
  const language = LANGUAGES[named]
  if (!language)
    throw refused('language', 'Only Python, JavaScript and TypeScript can be run, and the code is in none.')
  return { language, code, tests }
}

const TYPESCRIPT = new Set(['typescript', 'ts'])

function toJavaScript(text: string): string {
  const stripped = stripTypes(text)
  if (stripped.ok) return stripped.javascript
  const { line, message } = stripped.fault
  throw refused('code', `It is not TypeScript that can be run: line ${line}: ${message}`)
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
  throw refused('from_step', `Step ${fromStep} is not a dependency of this step. Its dependencies: ${known}.`)
}
