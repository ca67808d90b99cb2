import { type CodingJob, changesCode, writesTests } from './coding-job.ts'

const REFACTOR =
  'Make the given code clearer without changing what it does: names that others use, results and errors stay.'
const OPTIMIZE =
  'Make the given code faster or lighter without changing what it does; say in "explanation" what it cost before and what it costs now.'
const PINNED =
  'Write tests that pin down what the given code does: they must pass with the given code and with yours, unchanged.'
const HELD = 'The given tests must pass with your code as they stand.'

/** What the task asks of the model. */
export function dutyOf({ task, tests }: CodingJob): string {
  switch (task) {
    case 'generate':
      return 'Write a program that does what the step asks, with its tests.'
    case 'debug':
      return `Find the cause of the fault in the given code and correct it, changing no more than that takes. Among the tests is a regression test: it fails with the given code and passes with the corrected one.${tests === null ? '' : ` ${HELD}`}`
    case 'refactor':
      return `${REFACTOR} ${tests === null ? PINNED : HELD}`
    case 'optimize':
      return `${OPTIMIZE} ${tests === null ? PINNED : HELD}`
    case 'analyze':
      return `Say what is wrong or risky in the given code, the gravest first. Each finding names its lines by the numbers in front of them and quotes the first of these lines; "error" fails or is unsafe, "warning" may be, "info" could be better. Say in "explanation" what the code does. No finding is better than an invented one.`
    case 'test':
      return 'Write tests for the given code: the usual cases, the limits and what it refuses. They must pass with the code as it stands; where it is plainly wrong, test what is right and say so in "warnings".'
    case 'explain':
      return 'Explain how the given code works to an engineer who has to change it: what it is for, how it goes about it, what to watch out for. Give no code; name functions and variables in backticks.'
  }
}

/** The JSON object the model is to answer with. */
export function shapeOf(job: CodingJob): string {
  const { task } = job
  const parts = [
    ...(task === 'debug' ? ['"cause": "why it fails, in a sentence or two"'] : []),
    ...(changesCode(job) ? ['"code": "the whole program"'] : []),
    ...(writesTests(job) ? ['"tests": "the whole test file"'] : []),
    ...(task === 'analyze' ? [FINDINGS] : []),
    `"explanation": "${task === 'explain' ? 'the explanation' : 'two or three sentences'}"`,
    '"warnings": ["what may go wrong"]',
  ]
  return `{${parts.join(', ')}}`
}

const FINDINGS =
  '"findings": [{"severity": "error|warning|info", "start_line": 3, "end_line": 4, "message": "what is wrong", "suggestion": "what to do", "quote": "the first of these lines"}]'
