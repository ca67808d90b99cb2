import { createJudge } from '../../src/arms/judge/judge.ts'
import type { StepRecord } from '../../src/contracts/step.ts'
import type { Verdict } from '../../src/contracts/verdict.ts'
import type { Model } from '../../src/model/model.ts'
import { createOpenMeter } from './arm-context.ts'
import { planOf, planStep, stepRecord } from './plans.ts'

/** What a coder gave. */
export const CODE = { language: 'python', code: 'def add(a, b):\n    return a + b', tests: 'import unittest' }
/** How a program without tests went. */
export const RUN = {
  success: true,
  stdout: '',
  stderr: '',
  exit_code: 0,
  duration_ms: 1,
  truncated: false,
  result: null,
}
const failures = [
  { name: 'test_add', message: 'AssertionError: 3 != 4' },
  { name: 'test_zero', message: 'TypeError: bad operand' },
]
export const PASSED = { ...RUN, tests: { ran: 2, failed: 0, failures: [] } }
const FAILED = { ...RUN, success: false, exit_code: 1, tests: { ran: 3, failed: 2, failures } }

const PASSAGE = { n: 1, source: 'a.md', start_line: 10, end_line: 12, text: 'ten\neleven\ntwelve', score: 1 }
/** A step that answered from a passage, lines 10–12 of a.md: "ten", "eleven", "twelve". */
export const cited = (answer: string, quote: string, startLine = 11) =>
  stepRecord(1, {
    output: { found: true, answer, passages: [PASSAGE] },
    citations: [{ marker: 1, source: 'a.md', startLine, endLine: startLine, quote }],
  })

interface Case {
  readonly records: StepRecord[]
  /** `dependencies[n]` are those of step n + 1; a step each without dependencies when left out. */
  readonly dependencies?: number[][]
  readonly criteria?: string[]
  readonly constraints?: string[]
  readonly stepCriteria?: string[]
  readonly model?: Model
  readonly signal?: AbortSignal
}

/** Judges the records of a plan. An address with @ is personal data here. */
export function judge({ records, model = undefined, ...given }: Case): Promise<Verdict> {
  const { dependencies = records.map(() => []), criteria = [], constraints = [], stepCriteria } = given
  const steps = dependencies.map((list, index) =>
    planStep({ stepId: index + 1, dependencies: list, ...(stepCriteria && { acceptanceCriteria: stepCriteria }) }),
  )
  return createJudge({ model: model ?? null, hasPii: (text) => text.includes('@') }).judge({
    contract: { goal: 'reach the goal', acceptanceCriteria: criteria, constraints },
    plan: planOf(steps),
    records,
    signal: given.signal ?? new AbortController().signal,
    meter: createOpenMeter(),
  })
}

const coded = [stepRecord(1, { output: CODE })]
/** Code whose tests passed, and whose tests failed; the second step ran the code of the first. */
export const tested = [...coded, stepRecord(2, { output: PASSED })]
export const broken = [...coded, stepRecord(2, { output: FAILED })]
