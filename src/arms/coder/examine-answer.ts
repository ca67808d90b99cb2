import { type CheckResult, examined } from './check.ts'
import { checkByRunning, testsToKeep } from './check-by-running.ts'
import { checkFindings } from './check-findings.ts'
import { checkText } from './check-text.ts'
import type { CoderAnswer, Finding } from './coder-answer.ts'
import { type CodingJob, writesCode } from './coding-job.ts'
import { languageOf } from './languages.ts'
import type { Attempt } from './solve-job.ts'
import type { CheckSyntax, SyntaxReport } from './syntax/check-syntax.ts'
import type { Runnable, TestBench } from './test-bench.ts'

interface Tools {
  readonly syntax: CheckSyntax
  readonly bench: TestBench
}

interface Examiner {
  /** What checking the given code showed, for the model. */
  readonly facts: readonly string[]
  /** The same, where it is something the reader of the result has to know. */
  readonly warnings: readonly string[]
  examine(answer: CoderAnswer, before: Attempt | null): Promise<Attempt>
}

/** Looks at what was given, and then at each answer. */
export async function createExaminer(job: CodingJob, tools: Tools): Promise<Examiner> {
  const report = job.code === null ? null : await tools.syntax(job.language, job.code)
  const given = job.code === null ? null : await toGiven(job.code, job, report, tools)
  const faults = report?.checked ? report.faults : []
  const broken = faults.map(({ line, column, message }) => `Syntax error in line ${line}, column ${column}: ${message}`)
  return {
    facts: [...broken, ...(await failuresOf(job, given, tools))],
    warnings: job.task === 'analyze' || job.task === 'debug' ? [] : broken.map((fault) => `The given code: ${fault}.`),
    examine: async (answer, before) => {
      if (job.task === 'analyze') return ofAnalysis(answer, job.code ?? '', foundByParser(job.code ?? '', report))
      if (!writesCode(job)) return { answer, examination: examined([]) }
      return { answer, examination: examined(await checkCode(answer, { job, given, before, tools })) }
    },
  }
}

type Given = Pick<Runnable, 'code' | 'tests'>

/** The given code and tests as the sandbox takes them. What cannot be read fails there as it should. */
async function toGiven(code: string, job: CodingJob, report: SyntaxReport | null, { syntax }: Tools): Promise<Given> {
  const tests = job.tests ?? ''
  if (languageOf(job.language).runsAs !== 'javascript' || tests === '')
    return { code: runnableText(code, report), tests }
  return { code: runnableText(code, report), tests: runnableText(tests, await syntax(job.language, tests)) }
}

const runnableText = (text: string, report: SyntaxReport | null) =>
  report?.checked ? (report.javascript ?? text) : text

/** How the given tests go with the given code: what a person who debugs looks at first. */
async function failuresOf(job: CodingJob, given: Given | null, { bench }: Tools): Promise<string[]> {
  const { runsAs } = languageOf(job.language)
  if (job.task !== 'debug' || !given || given.tests === '' || runsAs === null) return []
  const tested = await bench.test({ language: runsAs, ...given })
  return tested.status === 'ran' ? tested.failures.map(({ name, message }) => `${name}: ${message}`) : []
}

interface Examining {
  readonly job: CodingJob
  readonly given: Given | null
  readonly before: Attempt | null
  readonly tools: Tools
}

async function checkCode(answer: CoderAnswer, { job, given, before, tools }: Examining): Promise<CheckResult[]> {
  const { results, runnable } = await checkText(answer, job, tools)
  const isWhole = results.every(({ check }) => check.status !== 'failed')
  const hasTests = answer.tests !== '' || (given !== null && given.tests !== '')
  if (!isWhole || !hasTests) return [...results]
  if ('reason' in runnable) return [...results, notRun(runnable.reason)]
  const failing = before?.examination.results.flatMap((result) => result.failing) ?? []
  const mustKeep = before ? testsToKeep(failing, before.answer.tests) : []
  const ran = await checkByRunning({ job, bench: tools.bench, runnable, given, mustKeep })
  // What the run says of the syntax is the last word.
  return [...results.filter(({ check }) => !ran.some((later) => later.check.name === check.name)), ...ran]
}

const notRun = (reason: string): CheckResult => ({
  check: { name: 'tests', status: 'skipped', detail: `Nothing was run: ${reason}` },
  ...{ level: examined([]).level, objections: [], wrong: 0, failing: [] },
})

function ofAnalysis(answer: CoderAnswer, code: string, byParser: readonly Finding[]): Attempt {
  const { findings, result } = checkFindings(answer.findings, code)
  return { answer: { ...answer, findings: [...byParser, ...findings] }, examination: examined([result]) }
}

/** A text that is not of its language: nobody need ask a model about that. */
function foundByParser(code: string, report: SyntaxReport | null): Finding[] {
  const lines = code.split('\n')
  const faults = report?.checked ? report.faults : []
  return faults.map(({ line, column, message }) => ({
    severity: 'error',
    start_line: line,
    end_line: line,
    message: `Syntax error in column ${column}: ${message}`,
    suggestion: '',
    quote: lines[line - 1]?.trim() ?? '',
  }))
}
