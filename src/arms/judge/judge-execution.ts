import type { JudgeIssue } from '../../contracts/verdict.ts'
import { buildsOn, type Run, runOf, type Work, writerOf } from './evidence.ts'

const MOST_FAILURES = 5
const MOST_CHARS = 200

/**
 * Layer "execution": what really happened when code was run. A failed run or failing test is an error of the step that
 * wrote the code; it is past when a later step that builds on it ran the code with success.
 */
export function judgeExecution(work: Work): JudgeIssue[] {
  const runs = work.records.flatMap((record) => {
    const run = runOf(record)
    return run ? [{ stepId: record.stepId, run }] : []
  })
  return runs
    .filter(({ run }) => !went(run))
    .map(({ stepId, run }) => {
      const mended = runs.some((later) => went(later.run) && buildsOn(later.stepId, stepId, work.steps))
      return {
        severity: mended ? 'info' : 'error',
        type: 'execution',
        message: whatFailed(run),
        suggestion: mended ? '' : 'Correct the code so that it runs and its tests pass.',
        stepId: writerOf(stepId, work),
      }
    })
}

/** It ended well and none of its tests failed. */
export const went = ({ success, tests }: Run): boolean => success && !tests?.failed

function whatFailed({ tests, stderr, exit_code: exitCode }: Run): string {
  if (!tests?.failed) {
    const reason = short(stderr.trim().split('\n').at(-1) ?? '')
    return `The program failed${exitCode == null ? '' : ` with exit code ${exitCode}`}${reason && `: ${reason}`}`
  }
  const named = tests.failures.slice(0, MOST_FAILURES).map(({ name, message }) => `${name} (${short(message)})`)
  const more = tests.failures.length > MOST_FAILURES ? ` and ${tests.failures.length - MOST_FAILURES} more` : ''
  const list = named.length > 0 ? `: ${named.join('; ')}${more}` : '.'
  return `${tests.failed} of ${tests.ran} tests failed${list}`
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MOST_CHARS ? `${line.slice(0, MOST_CHARS)}…` : line
}
