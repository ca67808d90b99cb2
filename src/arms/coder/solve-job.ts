import { Fault } from '../../contracts/fault.ts'
import { askFor, objectTo } from '../../model/ask-for.ts'
import type { Message, Model, ModelUsage } from '../../model/model.ts'
import { addModelUsage, NO_MODEL_USAGE } from '../../model/prices.ts'
import type { ArmContext } from '../arm.ts'
import { type Examination, isBetter } from './check.ts'
import { answerSchema, type CoderAnswer, readingFences, toAnswer } from './coder-answer.ts'
import type { CodingJob } from './coding-job.ts'
import { firstOf, quote } from './quote-data.ts'

const MAX_FIXES = 2
const MAX_TOKENS = 3_000
const MODEL_TIMEOUT_MS = 60_000
/** With less time left a correction is not begun. */
const LEAST_FIX_MS = 5_000

/** An answer and what checking it showed. */
export interface Attempt {
  readonly answer: CoderAnswer
  readonly examination: Examination
}

export interface Solved extends Attempt {
  /** Corrections that were asked for. */
  readonly fixes: number
  /** Why an answer with faults was not corrected further; null when nothing stood in the way. */
  readonly stopped: string | null
  readonly usage: ModelUsage
  readonly model: string
}

export interface Solving {
  readonly job: CodingJob
  readonly context: ArmContext
  readonly model: Model
  readonly messages: readonly Message[]
  /** Checks an answer; `before` is the one it is to correct. */
  examine(answer: CoderAnswer, before: Attempt | null): Promise<Attempt>
  remainingMs(): number
}

/**
 * Asks, checks, and has the model correct what the checks object to, at most twice. The best answer is the result: a
 * correction that is worse is dropped, and a budget, time or model that gives out in the middle ends the corrections.
 * Throws what the first question throws.
 */
export async function solveJob(solving: Solving): Promise<Solved> {
  const ask = questioner(solving)
  const best = await solving.examine(await ask.about(solving.messages), null)
  let progress: Progress = { best, worse: null, fixes: 0, stopped: null }
  while (isWanting(progress)) progress = await correct(progress, solving, ask)
  return { ...progress.best, fixes: progress.fixes, stopped: progress.stopped, ...ask.spent() }
}

interface Progress extends Pick<Solved, 'fixes' | 'stopped'> {
  readonly best: Attempt
  /** What was wrong with the last correction, when it was no better than what it corrects. */
  readonly worse: Examination | null
}

const isWanting = ({ best, fixes, stopped }: Progress) =>
  best.examination.objections.length > 0 && fixes < MAX_FIXES && stopped === null

async function correct(progress: Progress, solving: Solving, ask: Questioner): Promise<Progress> {
  const { best, worse, fixes } = progress
  const { context, job, messages, examine, remainingMs } = solving
  if (remainingMs() < LEAST_FIX_MS) return { ...progress, stopped: 'the time is used up' }
  context.report(`The checks object to the answer; asking for a correction (${fixes + 1} of ${MAX_FIXES})`)
  const corrected = await ask.again([...messages, ...correction(best, worse, job)])
  if ('stopped' in corrected) return { ...progress, stopped: corrected.stopped }
  const next = await examine(corrected.answer, best)
  return isBetter(next.examination, best.examination)
    ? { ...progress, best: next, worse: null, fixes: fixes + 1 }
    : { ...progress, worse: next.examination, fixes: fixes + 1 }
}

type Questioner = ReturnType<typeof questioner>

type Corrected = { readonly answer: CoderAnswer } | { readonly stopped: string }

function questioner({ job, context, model, remainingMs }: Solving) {
  let usage = NO_MODEL_USAGE
  let answeredBy = model.name
  const counting: Model = {
    ...readingFences(model, job),
    async ask(question) {
      const answer = await readingFences(model, job).ask(question)
      usage = addModelUsage(usage, answer.usage)
      answeredBy = answer.model
      return answer
    },
  }

  async function about(messages: readonly Message[]): Promise<CoderAnswer> {
    const left = context.budget.maxTokens - usage.inputTokens - usage.outputTokens
    const question = {
      purpose: 'code',
      messages: [...messages],
      // Half of what is left, so that two coders side by side do not starve each other.
      maxTokens: Math.max(1, Math.min(MAX_TOKENS, Math.floor(left / 2))),
      temperature: job.task === 'generate' ? 0.2 : 0.1,
      timeoutMs: Math.max(1, Math.min(MODEL_TIMEOUT_MS, remainingMs())),
      signal: context.signal,
      meter: context.meter,
    }
    return toAnswer(job, (await askFor(counting, question, answerSchema(job))).value)
  }

  async function again(messages: readonly Message[]): Promise<Corrected> {
    try {
      return { answer: await about(messages) }
    } catch (error) {
      context.signal.throwIfAborted()
      const stopped = reasonToStop(error)
      if (stopped === null) throw error
      return { stopped }
    }
  }

  return { about, again, spent: () => ({ usage, model: answeredBy }) }
}

function reasonToStop(error: unknown): string | null {
  if (!(error instanceof Fault)) return null
  if (error.code === 'BUDGET_EXCEEDED') return 'the budget is used up'
  return error.code.startsWith('MODEL_') ? 'the model gave no correction' : null
}

function correction({ answer, examination }: Attempt, worse: Examination | null, job: CodingJob): Message[] {
  const tried = worse
    ? `\nAnother correction was tried and was no better; this is what it got wrong:\n${quote('checks of that correction', firstOf(worse.objections))}`
    : ''
  const keep =
    job.task === 'test' ? '\nA test that is right and shows a fault of the code stays: say so in "warnings".' : ''
  const objections = `This answer was checked. What the checks found:\n${quote('checks', firstOf(examination.objections))}${tried}${keep}`
  return objectTo(JSON.stringify(asAsked(answer, job)), objections)
}

function asAsked(answer: CoderAnswer, job: CodingJob): Record<string, unknown> {
  const { shape } = answerSchema(job)
  return Object.fromEntries(Object.entries(answer).filter(([key]) => key in shape))
}
