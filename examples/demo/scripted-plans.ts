import { COMPARE_PRIMES, PACK_BY_FORECAST, SENTIMENT_SUMMARY, SLOW_PRIMES } from './scripted-code.ts'

/** The plans the simulated model "makes", in the form it is asked for. */

interface Step {
  readonly action: string
  readonly arm_id: string
  readonly dependencies?: readonly number[]
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly acceptance_criteria: readonly string[]
  readonly estimated_duration?: number
  readonly estimated_cost?: number
}

const answerOf = (rationale: string, steps: readonly Step[]) =>
  JSON.stringify({
    plan: steps.map((step, index) => ({ step_id: index + 1, ...step })),
    rationale,
    confidence_score: 0.86,
  })

export const codePlan = (what: string) =>
  answerOf('Write it, run its tests, check it against the criteria.', [
    {
      action: `Write ${what}, with a docstring and unit tests`,
      arm_id: 'coder',
      inputs: { task: 'generate', language: 'python' },
      acceptance_criteria: ['The function has a docstring', 'There are unit tests'],
      estimated_duration: 8,
      estimated_cost: 0.002,
    },
    {
      action: 'Run the unit tests against the code in the sandbox',
      arm_id: 'executor',
      dependencies: [1],
      inputs: { language: 'python', from_step: 1 },
      acceptance_criteria: ['All unit tests pass'],
      estimated_duration: 3,
    },
    {
      action: 'Check the code against the criteria, by what was executed',
      arm_id: 'judge',
      dependencies: [1, 2],
      acceptance_criteria: ['All unit tests pass'],
      estimated_duration: 2,
    },
  ])

export const SENTIMENT_PLAN = answerOf('One scorer, two halves side by side, one summary, two checks.', [
  {
    action: 'Write a Python scorer that gives each review a sentiment score between -1 and 1',
    arm_id: 'coder',
    inputs: { task: 'generate', language: 'python' },
    acceptance_criteria: ['Sentiment score between -1 and 1'],
    estimated_duration: 8,
    estimated_cost: 0.003,
  },
  {
    action: 'Score the first half of the reviews',
    arm_id: 'executor',
    dependencies: [1],
    inputs: { language: 'python', from_step: 1, data: { from: 0, to: 75 } },
    acceptance_criteria: ['Sentiment score between -1 and 1'],
    estimated_duration: 4,
  },
  {
    action: 'Score the second half of the reviews',
    arm_id: 'executor',
    dependencies: [1],
    inputs: { language: 'python', from_step: 1, data: { from: 75, to: 150 } },
    acceptance_criteria: ['Sentiment score between -1 and 1'],
    estimated_duration: 4,
  },
  {
    action: 'Compute the mean, the distribution and the score of each product',
    arm_id: 'executor',
    dependencies: [2, 3],
    inputs: { language: 'python', code: SENTIMENT_SUMMARY },
    acceptance_criteria: ['Sentiment score between -1 and 1'],
    estimated_duration: 3,
  },
  {
    action: 'Look for personal data in what was computed',
    arm_id: 'guardian',
    dependencies: [4],
    acceptance_criteria: ['No PII in output'],
    estimated_duration: 1,
  },
  {
    action: 'Check the numbers against the criteria',
    arm_id: 'judge',
    dependencies: [4],
    acceptance_criteria: ['Sentiment score between -1 and 1'],
    estimated_duration: 2,
  },
])

export const questionPlan = (query: string) =>
  answerOf('Search the documents, check the citations, look for personal data.', [
    {
      action: `Find the answer in the documents: ${query}`,
      arm_id: 'retriever',
      inputs: { query },
      acceptance_criteria: ['Every sentence is cited'],
      estimated_duration: 3,
      estimated_cost: 0.001,
    },
    {
      action: 'Check that the citations stand where they say',
      arm_id: 'judge',
      dependencies: [1],
      acceptance_criteria: ['Every sentence is cited'],
      estimated_duration: 2,
    },
    {
      action: 'Look for personal data in the answer',
      arm_id: 'guardian',
      dependencies: [1],
      acceptance_criteria: ['No PII in output'],
      estimated_duration: 1,
    },
  ])

const primesStep = (limit: number, seconds: number): Step => ({
  action: `Count the primes below ${limit}`,
  arm_id: 'executor',
  inputs: { language: 'python', code: SLOW_PRIMES, data: { limit, seconds } },
  acceptance_criteria: ['The count is a number'],
  estimated_duration: seconds + 1,
})

export const PRIMES_PLAN = answerOf('Two counts side by side, a third after the first, a comparison, a check.', [
  primesStep(1_000, 0),
  primesStep(5_000, 1),
  { ...primesStep(20_000, 6), dependencies: [1] },
  {
    action: 'Compare the three counts of primes',
    arm_id: 'executor',
    dependencies: [1, 2, 3],
    inputs: { language: 'python', code: COMPARE_PRIMES },
    acceptance_criteria: ['The counts grow with the limit'],
    estimated_duration: 2,
  },
  {
    action: 'Check that the counts were really computed',
    arm_id: 'judge',
    dependencies: [4],
    acceptance_criteria: ['The counts grow with the limit'],
    estimated_duration: 2,
  },
])

/** What the planner arm is asked to divide. */
export const WORK_OUT = 'Work out from the forecast and the guide what goes into the bag'

export const TRIP_PLAN = answerOf('The forecast and the guide side by side, then the bag, then two checks.', [
  {
    action: 'Get the forecast for three days in Bergen',
    arm_id: 'weather',
    inputs: { location: 'Bergen', days: 3 },
    acceptance_criteria: ['There is a forecast for each day'],
    estimated_duration: 2,
  },
  {
    action: 'Find in the packing guide what belongs in a bag',
    arm_id: 'retriever',
    inputs: { query: 'What belongs in the bag for rain and cold nights?' },
    acceptance_criteria: ['Every sentence is cited'],
    estimated_duration: 3,
    estimated_cost: 0.001,
  },
  {
    action: WORK_OUT,
    arm_id: 'planner',
    dependencies: [1, 2],
    acceptance_criteria: ['All unit tests pass'],
    estimated_duration: 15,
    estimated_cost: 0.003,
  },
  {
    action: 'Look for personal data in what was found',
    arm_id: 'guardian',
    dependencies: [1, 2, 3],
    acceptance_criteria: ['No PII in output'],
    estimated_duration: 1,
  },
  {
    action: 'Check the bag against the forecast and the guide',
    arm_id: 'judge',
    dependencies: [1, 2, 3],
    acceptance_criteria: ['Every sentence is cited'],
    estimated_duration: 2,
  },
])

export const PACKING_PLAN = answerOf('Write the rules as code, test them, use them on the forecast.', [
  {
    action: 'Write a Python function packing_list(days) by the rules of the guide, with unit tests',
    arm_id: 'coder',
    inputs: { task: 'generate', language: 'python' },
    acceptance_criteria: ['There are unit tests'],
    estimated_duration: 8,
    estimated_cost: 0.002,
  },
  {
    action: 'Run the unit tests against the function',
    arm_id: 'executor',
    dependencies: [1],
    inputs: { language: 'python', from_step: 1 },
    acceptance_criteria: ['All unit tests pass'],
    estimated_duration: 3,
  },
  {
    action: 'Use the tested function on the forecast',
    arm_id: 'executor',
    dependencies: [1, 2],
    inputs: { language: 'python', code: PACK_BY_FORECAST },
    acceptance_criteria: ['The list has at least one item'],
    estimated_duration: 2,
  },
  {
    action: 'Check that the tests of the function passed',
    arm_id: 'judge',
    dependencies: [1, 2],
    acceptance_criteria: ['All unit tests pass'],
    estimated_duration: 2,
  },
])
