import { z } from 'zod'
import type { Program } from './find-program.ts'
import { EXPLAIN_MISSING } from './python-runner.ts'
import type { SandboxResult, SandboxRun } from './sandbox.ts'

const MAX_FAILURES = 20
const MAX_MESSAGE_CHARS = 500

export const TestReport = z.object({
  ran: z.number().int().describe('Tests that were run; skipped ones are not counted'),
  failed: z.number().int(),
  failures: z.array(z.object({ name: z.string(), message: z.string() })).describe('The first 20 of them'),
})
export type TestReport = z.infer<typeof TestReport>

type TestSource = Pick<SandboxRun, 'code' | 'files'>

/**
 * The run that tests a program instead of running it. The program is the module `solution`; the tests are
 * - Python: `test_solution.py` with `unittest` test cases or plain functions `test_…()`, importing from `solution`;
 * - JavaScript: `solution.test.js`, an ES module that imports from './solution.js' and 'assert' and calls the global
 *   `test(name, fn)`; `fn` may be async, tests run one after another.
 * What the program assigns to the global `result` is kept, as when it runs alone.
 */
export function toTestRun({ language, code }: Program, tests: string): TestSource {
  return language === 'python'
    ? { code: PYTHON_MAIN, files: { 'solution.py': code, 'test_solution.py': tests } }
    : { code: JAVASCRIPT_MAIN, files: { 'solution.js': code, 'solution.test.js': tests, ...shims(code) } }
}

/** Tests that were TypeScript may name its file, with or without the ending. */
function shims(code: string): Record<string, string> {
  const isDefault = /\bexport\s+default\b/.test(code)
  const shim = `export * from './solution.js'\n${isDefault ? "export { default } from './solution.js'\n" : ''}`
  return { 'solution.ts': shim, solution: shim }
}

/** What came of it. A run that ended before its report, or had no tests in it, is a failure with a name. */
export function readTestRun({ result, stderr }: SandboxResult): { tests: TestReport; result: unknown } {
  const report = Report.safeParse(result)
  if (!report.success) {
    const reason = stderr.trimEnd().split('\n').at(-1) ?? ''
    return { tests: failure(`The tests did not finish. ${reason}`.trimEnd()), result: null }
  }
  const { result: value, ...tests } = report.data
  if (tests.ran === 0 && tests.failed === 0) return { tests: failure('No test was found in the tests.'), result: value }
  return { tests, result: value }
}

const Report = TestReport.extend({ result: z.unknown() })

function failure(message: string): TestReport {
  return { ran: 0, failed: 1, failures: [{ name: 'test run', message: message.slice(0, MAX_MESSAGE_CHARS) }] }
}

// `dumps` and the test classes are bound before the program is imported: what it patches later does not reach the report.
const PYTHON_MAIN = `
import builtins, inspect, sys, traceback
from json import dumps
from unittest import FunctionTestCase, TestResult, defaultTestLoader

builtins.octo = octo
failures = []
${EXPLAIN_MISSING}
def note(name, kind, error):
    explain_missing(error)
    message = ''.join(traceback.format_exception_only(kind, error)).strip()
    failures.append({'name': name, 'message': message[:${MAX_MESSAGE_CHARS}]})

def name_of(test):
    return test.id().removeprefix('test_solution.')

class Notes(TestResult):
    def addError(self, test, error):
        note(name_of(test), error[0], error[1])

    addFailure = addError

    def addSubTest(self, test, subtest, error):
        if error is not None:
            note(name_of(subtest), error[0], error[1])

    def addUnexpectedSuccess(self, test):
        failures.append({'name': name_of(test), 'message': 'It was expected to fail and did not.'})

def run_tests():
    try:
        import test_solution
    except BaseException as error:
        note('test_solution.py', type(error), error)
        return 0
    suite = defaultTestLoader.loadTestsFromModule(test_solution)
    for name, member in list(vars(test_solution).items()):
        if name.startswith('test') and inspect.isfunction(member) and member.__module__ == 'test_solution':
            suite.addTest(FunctionTestCase(member))
    notes = Notes()
    suite.run(notes)
    return notes.testsRun - len(notes.skipped)

def portable(value):
    try:
        return value if len(dumps(value, allow_nan=False)) < 900_000 else None
    except Exception:
        return None

ran = run_tests()
result = {
    'ran': ran,
    'failed': len(failures),
    'failures': failures[:${MAX_FAILURES}],
    'result': portable(getattr(sys.modules.get('solution'), 'result', None)),
}
`

const JAVASCRIPT_MAIN = `
const { stringify } = JSON
const tests = []
globalThis.test = (name, run) => { tests.push({ name: String(name), run }) }
const failures = []
const note = (name, error) => {
  const message = error instanceof Error ? error.name + ': ' + error.message : String(error)
  failures.push({ name, message: message.slice(0, ${MAX_MESSAGE_CHARS}) })
}
const portable = (value) => {
  try { return stringify(value).length < 900_000 ? value : null } catch { return null }
}
let ran = 0
try {
  await import('./solution.test.js')
  for (const { name, run } of tests) {
    ran += 1
    try { await run() } catch (error) { note(name, error) }
  }
} catch (error) {
  note('solution.test.js', error)
}
result = {
  ran, failed: failures.length, failures: failures.slice(0, ${MAX_FAILURES}), result: portable(globalThis.result),
}
`
