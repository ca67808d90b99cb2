import { type CheckResult, failed, LEVEL, passed, skipped } from './check.ts'
import type { CoderAnswer } from './coder-answer.ts'
import { type CodingJob, changesCode } from './coding-job.ts'
import { languageOf } from './languages.ts'
import type { CheckSyntax, SyntaxReport } from './syntax/check-syntax.ts'
import type { SyntaxFault } from './syntax/find-errors.ts'
import type { Runnable, TestBench } from './test-bench.ts'

export interface TextCheck {
  readonly results: readonly CheckResult[]
  /** The answer as the sandbox can run it, or why it cannot. */
  readonly runnable: Runnable | { readonly reason: string }
}

interface Tools {
  readonly syntax: CheckSyntax
  readonly bench: TestBench
}

/** What can be said of an answer without running it: nothing is left out, and a parser reads its code and its tests. */
export async function checkText(answer: CoderAnswer, job: CodingJob, { syntax, bench }: Tools): Promise<TextCheck> {
  const complete = changesCode(job) ? [checkComplete(answer)] : []
  const code = await syntax(job.language, answer.code)
  const tests = answer.tests === '' ? null : await syntax(job.language, answer.tests)
  const faults = await allFaults(answer, job, { code, tests, bench })
  const result = faults.length > 0 ? unreadable(faults) : readable(code, job)
  return { results: [...complete, result], runnable: toRunnable(answer, job, code, tests) }
}

type FoundFault = SyntaxFault & { readonly part: 'code' | 'tests' }

interface Reports {
  readonly code: SyntaxReport
  readonly tests: SyntaxReport | null
  readonly bench: TestBench
}

/** Python's own compiler is asked where tree-sitter sees a fault, and where no test will make it read the code. */
async function allFaults(answer: CoderAnswer, { language }: CodingJob, { code, tests, bench }: Reports) {
  const found: FoundFault[] = [...faultsOf(code, 'code'), ...faultsOf(tests, 'tests')]
  if (language !== 'python' || (found.length === 0 && tests !== null)) return found
  const complaints = await bench.compilePython({ code: answer.code, tests: answer.tests })
  return (
    complaints?.map(({ file, ...fault }) => ({ ...fault, part: file === 'tests' ? 'tests' : 'code' }) as const) ?? found
  )
}

function faultsOf(report: SyntaxReport | null, part: FoundFault['part']): FoundFault[] {
  return report?.checked ? report.faults.map((fault) => ({ ...fault, part })) : []
}

export function unreadable(faults: readonly FoundFault[]): CheckResult {
  const objections = faults.map(
    ({ part, line, column, message }) => `Syntax error in the ${part}, line ${line}, column ${column}: ${message}`,
  )
  const [first = ''] = objections
  return failed('syntax', objections.length > 1 ? `${first} (and ${objections.length - 1} more)` : first, {
    level: LEVEL.unreadable,
    objections,
  })
}

function readable(report: SyntaxReport, { language }: CodingJob): CheckResult {
  if (report.checked) return passed('syntax', `A parser reads it as ${language}`)
  return skipped('syntax', `The syntax was not checked: ${report.reason}`)
}

// "rest of the code unchanged": a program with it is not the whole program.
const LEFT_OUT =
  /^\s*(?:#|\/\/|\/\*|\*|--)[^\n]*(?:\.{3}|…)[^\n]*\b(?:rest|remaining|existing|unchanged|same|previous|omitted|here)\b|^\s*(?:#|\/\/|\/\*)\s*(?:the\s+)?(?:rest|remainder) of (?:the )?(?:code|file|class|program|function)/im

function checkComplete({ code }: CoderAnswer): CheckResult {
  const found = LEFT_OUT.exec(code)
  if (!found) return passed('complete', 'Nothing is left out')
  const line = code.slice(0, found.index + found[0].search(/\S/)).split('\n').length
  const detail = `Line ${line} stands for code that was left out`
  const objections = [`${detail}: write the whole program.`]
  return failed('complete', detail, { level: LEVEL.unfinished, objections })
}

function toRunnable(
  answer: CoderAnswer,
  { language }: CodingJob,
  code: SyntaxReport,
  tests: SyntaxReport | null,
): TextCheck['runnable'] {
  const { runsAs } = languageOf(language)
  if (runsAs === null) return { reason: `${language} is not run here, only Python, JavaScript and TypeScript are` }
  if (runsAs === 'python') return { language: runsAs, code: answer.code, tests: answer.tests }
  const obstacle = obstacleOf(code) ?? obstacleOf(tests)
  if (obstacle !== null) return { reason: `the sandbox knows no ${obstacle}` }
  const [program, testing] = [javascriptOf(code), tests ? javascriptOf(tests) : '']
  if (program === null || testing === null) return { reason: 'it was not read' }
  return { language: runsAs, code: program, tests: testing }
}

const obstacleOf = (report: SyntaxReport | null) => (report?.checked ? report.obstacle : null)
const javascriptOf = (report: SyntaxReport) => (report.checked ? report.javascript : null)
