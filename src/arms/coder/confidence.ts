import type { CheckResult } from './check.ts'
import type { CoderAnswer } from './coder-answer.ts'
import { type CodingJob, writesCode } from './coding-job.ts'

/**
 * How far an answer may be relied on, from what was checked; the model's word does not count. For code and tests:
 *
 *   0.9   tests from outside pass, or the answer's own pass and so they do (debug: do not) with the code as it was
 *   0.85  the answer's own tests pass, and fail with an empty program
 *   0.6   the syntax is right, there are tests, and they were not run
 *   0.5   the syntax is right and there are no tests; or tests pass that show nothing
 *   0.4   not even the syntax could be checked
 *   0.3   tests fail
 *   0.2   something is left out, or the tests did not get to run
 *   0.1   it is no program of its language
 *
 * An analysis has 0.7 times the share of its findings that quote the code, 0.5 when it found nothing. An explanation has
 * 0.6 when at least half of the names in it are in the code, else 0.4.
 */
export function confidenceOf(job: CodingJob, answer: CoderAnswer, results: readonly CheckResult[]): number {
  if (job.task === 'analyze') return ofAnalysis(answer, results)
  if (!writesCode(job)) return ofExplanation(answer, job.code ?? '')
  const worst = results.find(({ check }) => check.status === 'failed')
  return worst ? (OF_FAILURE[worst.level] ?? 0.1) : ofSound(answer, results)
}

// By `LEVEL`.
const OF_FAILURE: readonly number[] = [0.1, 0.2, 0.3, 0.5]

function ofSound({ tests }: CoderAnswer, results: readonly CheckResult[]): number {
  const statusOf = (name: CheckResult['check']['name']) =>
    results.find(({ check }) => check.name === name)?.check.status
  if (statusOf('given_tests') === 'passed' || statusOf('given_code') === 'passed') return 0.9
  if (statusOf('tests') === 'passed') return 0.85
  if (statusOf('syntax') !== 'passed') return 0.4
  return tests === '' ? 0.5 : 0.6
}

function ofAnalysis({ findings }: CoderAnswer, results: readonly CheckResult[]): number {
  const missing = results.find(({ check }) => check.name === 'quotes')?.wrong ?? 0
  return findings.length + missing === 0 ? 0.5 : (0.7 * findings.length) / (findings.length + missing)
}

function ofExplanation({ explanation }: CoderAnswer, code: string): number {
  const named = [...explanation.matchAll(/`([A-Za-z_$][\w$.]*)(?:\(\))?`/g)].map(([, name = '']) => name)
  const grounded = named.filter((name) => name.split('.').every((part) => code.includes(part)))
  return named.length > 0 && grounded.length * 2 >= named.length ? 0.6 : 0.4
}
