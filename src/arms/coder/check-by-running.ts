import { type Check, type CheckResult, failed, LEVEL, passed, skipped } from './check.ts'
import { unreadable } from './check-text.ts'
import type { CodingJob } from './coding-job.ts'
import type { Runnable, TestBench, Tested } from './test-bench.ts'

export interface RunChecks {
  readonly job: CodingJob
  readonly bench: TestBench
  /** The answer. */
  readonly runnable: Runnable
  /** What the answer is compared with: the code and the tests as they were given, as the sandbox takes them. */
  readonly given: Pick<Runnable, 'code' | 'tests'> | null
  /** Tests that failed before: an answer must mend them, not drop them. */
  readonly mustKeep: readonly string[]
}

/** Runs what there is to run, until something fails: tests from outside, the answer's own, and what these are worth. */
export async function checkByRunning(checks: RunChecks): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (const check of [givenTests, ownTests, onGivenCode, onEmptyProgram]) {
    const result = await check(checks)
    if (result) results.push(result)
    if (result && result.check.status !== 'passed') break
  }
  return results
}

/** Tests from outside. Where the given code failed some of them already, only those may fail that did. */
async function givenTests({ job, bench, runnable, given }: RunChecks): Promise<CheckResult | null> {
  if (!given || given.tests === '' || !isHeldToGivenTests(job)) return null
  const after = await bench.test({ ...runnable, tests: given.tests })
  if (after.status === 'skipped') return notRun('given_tests', after.reason)
  if (after.passed) return passed('given_tests', allPassed(after.ran))
  if (job.task === 'debug') return failing('given_tests', after)
  const before = await bench.test({ ...runnable, ...given })
  const known = before.status === 'ran' ? namesOf(before) : []
  const isNew = ({ name }: { name: string }) => !known.includes(name)
  if (after.failures.some(isNew) || known.length === 0) {
    return failing('given_tests', { ...after, failures: after.failures.filter(isNew) })
  }
  return passed('given_tests', `${after.failed} of ${after.ran} tests fail, as they did with the given code`)
}

const isHeldToGivenTests = ({ task }: CodingJob) => task === 'debug' || task === 'refactor' || task === 'optimize'

const hasOwnTests = ({ runnable, given }: RunChecks) => runnable.tests !== '' && runnable.tests !== given?.tests

async function ownTests(checks: RunChecks): Promise<CheckResult | null> {
  if (!hasOwnTests(checks)) return null
  const { bench, runnable, mustKeep } = checks
  const tested = await bench.test(runnable)
  if (tested.status === 'skipped') return notRun('tests', tested.reason)
  if (!tested.passed) return failing('tests', tested)
  const dropped = mustKeep.filter((name) => !hasTest(runnable.tests, name))
  if (dropped.length === 0) return passed('tests', allPassed(tested.ran))
  const objections = dropped.map(
    (name) => `The test ${name} failed and is gone: correct the code or the test, keep it.`,
  )
  return failed('tests', `Tests that failed are gone: ${dropped.join(', ')}`, {
    ...{ level: LEVEL.failing, objections, failing: dropped },
  })
}

/** The answer's tests against the code as it was: a fault must show in them, and behaviour that stays must not. */
async function onGivenCode(checks: RunChecks): Promise<CheckResult | null> {
  const { job, bench, runnable, given } = checks
  const isCompared = job.task === 'debug' || job.task === 'refactor' || job.task === 'optimize'
  if (!given || !isCompared || !hasOwnTests(checks)) return null
  const before = await bench.test({ ...runnable, code: given.code })
  if (before.status === 'skipped') return notRun('given_code', before.reason)
  if (job.task === 'debug') {
    if (!before.passed)
      return passed('given_code', 'The tests fail with the given code and pass with the corrected one')
    const objections = [
      'The tests pass with the uncorrected code as well: add a test that fails without the correction.',
    ]
    return failed('given_code', 'The tests do not show the fault', { level: LEVEL.hollow, objections })
  }
  if (before.passed) return passed('given_code', 'The tests pass with the given code as well')
  const objections = before.failures.map(
    ({ name, message }) => `The test ${name} fails with the given code (${message}): it must hold before and after.`,
  )
  const detail = 'The tests ask for something that the given code does not do'
  return failed('given_code', detail, { level: LEVEL.hollow, objections })
}

/** Tests that pass without a program test nothing. */
async function onEmptyProgram(checks: RunChecks): Promise<CheckResult | null> {
  const { job, bench, runnable } = checks
  if (!hasOwnTests(checks) || job.task === 'debug') return null
  const empty = await bench.test({ ...runnable, code: '' })
  if (empty.status === 'skipped') return notRun('empty_program', empty.reason)
  if (!empty.passed) return passed('empty_program', 'The tests fail with an empty program')
  const objections = ['The tests pass with an empty program as well: test what the program does.']
  return failed('empty_program', 'The tests pass with an empty program as well', { level: LEVEL.hollow, objections })
}

type Ran = Extract<Tested, { status: 'ran' }>

const SYNTAX =
  /File "[^"\n]*\b(test_solution|solution)\.py", line (\d+)\n[\s\S]*\n(?:Syntax|Indentation|Tab)Error: (.*)$/

function failing(name: Check['name'], { ran, failed: count, failures }: Ran): CheckResult {
  // Python's compiler reads the code when the tests import it, and is stricter than any grammar.
  const faults = failures.flatMap(({ name: test, message }) => {
    const [, file, line, said] = SYNTAX.exec(message) ?? []
    if (said === undefined || test !== 'test_solution.py') return []
    return [{ part: file === 'solution' ? 'code' : 'tests', line: Number(line), column: 1, message: said } as const]
  })
  if (faults.length > 0) return unreadable(faults)
  const names = failures.map((failure) => failure.name)
  const didFinish = ran > 0
  return failed(
    name,
    didFinish ? `${count} of ${ran} tests failed: ${names.join(', ')}` : 'The tests could not be run',
    {
      level: didFinish ? LEVEL.failing : LEVEL.unfinished,
      objections: failures.map((failure) => `${failure.name}: ${failure.message}`),
      failing: didFinish ? names : [],
    },
  )
}

const namesOf = ({ failures }: Ran) => failures.map(({ name }) => name)
const notRun = (name: Check['name'], reason: string) => skipped(name, `Nothing was run: ${reason}`)
const allPassed = (ran: number) => (ran === 1 ? 'The one test passed' : `All ${ran} tests passed`)

/** What failed tests are called in the text of the tests: the last name of a dotted one, the title of another. */
export function testsToKeep(failing: readonly string[], tests: string): string[] {
  const named = failing.map((name) => /^[\w.]+\.(\w+)(?: \(.*\))?$/s.exec(name)?.[1] ?? name)
  return [...new Set(named)].filter((name) => hasTest(tests, name))
}

/** A function of that name, or a title in quotation marks. */
function hasTest(tests: string, name: string): boolean {
  if (/^\w+$/.test(name) && new RegExp(`\\bdef ${name}\\b`).test(tests)) return true
  return ['"', "'", '`'].some((mark) => tests.includes(`${mark}${name}${mark}`))
}
