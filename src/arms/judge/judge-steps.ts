import type { FaultCode } from '../../contracts/fault.ts'
import type { JudgeIssue } from '../../contracts/verdict.ts'
import type { JudgedRecord, Work } from './evidence.ts'

const OUTPUT_FAULTS: ReadonlySet<FaultCode | undefined> = new Set(['ARM_OUTPUT_INVALID', 'OUTPUT_UNSAFE'])

/** Layer "schema": every step has a result, it is not empty, and the arm did not fail. */
export function judgeSteps({ steps, records }: Work): JudgeIssue[] {
  return steps.flatMap(({ stepId }) => {
    const record = records.find((candidate) => candidate.stepId === stepId)
    const issue = record ? issueOf(record) : missing(stepId)
    return issue ? [{ ...issue, stepId }] : []
  })
}

const missing = (stepId: number): JudgeIssue => ({
  severity: 'error',
  type: 'schema',
  message: `Step ${stepId} has no result.`,
  suggestion: 'Run the step.',
})

function issueOf({ stepId, status, fault, output }: JudgedRecord): JudgeIssue | null {
  switch (status) {
    case 'error':
      return {
        severity: 'error',
        type: OUTPUT_FAULTS.has(fault?.code) ? 'schema' : 'execution',
        message: `Step ${stepId} failed${fault ? `: ${fault.message}` : '.'}`,
        suggestion: '',
      }
    case 'skipped':
      return {
        severity: 'warning',
        type: 'execution',
        message: `Step ${stepId} was not run, because a step it depends on did not succeed.`,
        suggestion: '',
      }
    case 'ok':
      if (Object.keys(output).length > 0) return null
      return {
        severity: 'error',
        type: 'schema',
        message: `The output of step ${stepId} is empty.`,
        suggestion: 'Give the result that the action asks for.',
      }
  }
}
