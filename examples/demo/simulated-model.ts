import {
  asksFor,
  type ChatRequest,
  type ModelServer,
  startModelServer,
  textOf,
} from '../../tests/support/model-server.ts'
import { FIBONACCI, LEAP_YEAR_DRAFT, LEAP_YEAR_MENDED, PACKING, SENTIMENT } from './scripted-code.ts'
import {
  codePlan,
  PACKING_PLAN,
  PRIMES_PLAN,
  questionPlan,
  SENTIMENT_PLAN,
  TRIP_PLAN,
  WORK_OUT,
} from './scripted-plans.ts'

export const SIMULATED = 'simulated model'

/** What the simulated model is said to cost, so that there is something to count. */
export const SIMULATED_PRICES = { 'simulated-1': { inputPerMillion: 0.15, outputPerMillion: 0.6 } }

export const GOALS = {
  fibonacci: 'Write a Python function to calculate fibonacci numbers',
  leapYear: 'Write a Python function that says whether a year is a leap year',
  sentiment: 'Analyze sentiment of product reviews',
  question: 'How does a step start before its whole level is done?',
  trip: 'Pack a bag for three days in Bergen',
  primes: 'Count the primes below 1000, 5000 and 20000 and compare the counts',
} as const

/**
 * A local OpenAI-compatible server with scripted answers. It stands where a real model would: the client, the HTTP, the
 * parsing, the cost accounting are the real ones. Only the words come from a script.
 */
export async function startSimulatedModel(): Promise<ModelServer> {
  const server = await startModelServer()
  const on = (purpose: string, goal: string) => (body: ChatRequest) =>
    asksFor(purpose)(body) && textOf(body).includes(goal)
  const say = (content: string) => ({ content, delayMs: 400 })
  const code = (program: { code: string; tests: string }) =>
    say(JSON.stringify({ ...program, explanation: 'Written by the simulated model.', warnings: [] }))

  server.answer(
    on('plan', GOALS.fibonacci),
    say(codePlan('a Python function that gives the first n Fibonacci numbers')),
  )
  server.answer(on('plan', GOALS.leapYear), say(codePlan('a Python function that says whether a year is a leap year')))
  server.answer(on('plan', GOALS.sentiment), say(SENTIMENT_PLAN))
  server.answer(on('plan', GOALS.question), say(questionPlan(GOALS.question)))
  server.answer(on('plan', GOALS.primes), say(PRIMES_PLAN))
  server.answer(on('plan', GOALS.trip), say(TRIP_PLAN))
  server.answer(on('plan', WORK_OUT), say(PACKING_PLAN))

  server.answer(on('code', ofTask(GOALS.fibonacci)), code(FIBONACCI))
  server.answer(on('code', ofTask(GOALS.leapYear)), (body) =>
    code(isCorrection(body) ? LEAP_YEAR_MENDED : LEAP_YEAR_DRAFT),
  )
  server.answer(on('code', ofTask(GOALS.sentiment)), code(SENTIMENT))
  server.answer(on('code', ofTask(GOALS.trip)), code(PACKING))

  server.answer(asksFor('answer'), (body) => say(JSON.stringify({ answer: answerFrom(textOf(body)) })))
  server.answer(asksFor('judge'), (body) => say(JSON.stringify(judge(textOf(body)))))
  return server
}

/** As the coder's prompt names the goal: those of past tasks may stand in it too, with what was written for them. */
const ofTask = (goal: string) => `Goal of the whole task, for orientation: ${goal}`

/** The coder quotes what its checks found, which names the test that failed. */
const isCorrection = (body: ChatRequest) => textOf(body).includes('test_a_century_is_not')

/** The sentence of the passages that shares most words with the question, cited with its number. */
function answerFrom(prompt: string): string {
  const question = new Set(wordsOf(/Question: (.*)/.exec(prompt)?.[1] ?? ''))
  const passages = [...prompt.matchAll(/<data name="passage (\d+)">\n([\s\S]*?)\n<\/data>/g)]
  const sentences = passages.flatMap(([, n, text = '']) =>
    text
      .split(/(?<=[.!?])\s+|\n\s*\n|\n(?=[#|-])/)
      .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim())
      .filter((sentence) => /^[A-Z].*[.]$/.test(sentence))
      .map((sentence) => ({ cited: `${sentence.slice(0, -1)} [${n}].`, hits: overlapOf(sentence, question) })),
  )
  const best = sentences.sort((left, right) => right.hits - left.hits).slice(0, 2)
  return best.map(({ cited }) => cited).join(' ')
}

const wordsOf = (text: string) => text.toLowerCase().match(/[a-z]{3,}/g) ?? []
const overlapOf = (sentence: string, question: ReadonlySet<string>) =>
  new Set(wordsOf(sentence).filter((word) => question.has(word))).size

/** Only criteria that cannot be checked by what was executed come to the model; the script finds them met. */
function judge(prompt: string): unknown {
  const criteria = [...prompt.matchAll(/^- (.+)$/gm)].map(([, criterion]) => criterion)
  return {
    criteria: criteria.map((criterion) => ({
      criterion,
      met: true,
      why: 'The simulated model finds every criterion met.',
    })),
    issues: [],
    quality_score: 0.9,
  }
}
