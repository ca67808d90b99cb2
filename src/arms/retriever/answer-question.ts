import { z } from 'zod'
import { Fault } from '../../contracts/fault.ts'
import type { JudgeIssue } from '../../contracts/verdict.ts'
import { askFor } from '../../model/ask-for.ts'
import type { Meter, Model } from '../../model/model.ts'
import type { DocumentHit } from '../../store/document-store.ts'
import { answerPrompt } from './answer-prompt.ts'
import { type CitedAnswer, extractAnswer, keepCited, type NumberedPassage } from './cited-answer.ts'

/** What of a passage may go on, to a model and to whoever asked: the text, redacted, or null to leave it out. */
export type Screen = (text: string) => string | null

/** The passages that may go on, numbered. */
export function screenPassages(hits: readonly DocumentHit[], screen: Screen): NumberedPassage[] {
  const allowed = hits.flatMap((hit) => {
    const text = screen(hit.text)
    return text === null ? [] : [{ ...hit, text }]
  })
  return allowed.map((hit, index) => ({ n: index + 1, ...hit }))
}

interface Asking {
  readonly signal: AbortSignal
  readonly meter?: Meter
  /** What was found wrong with an earlier answer. */
  readonly feedback?: readonly JudgeIssue[]
}

export interface QuestionAnswer {
  /** Null: the model says that the passages do not answer the question. */
  readonly answer: CitedAnswer | null
  readonly usage: { readonly costUsd: number; readonly tokens: number }
  /** The model that worded the answer; null for sentences of the passages. */
  readonly model: string | null
}

const NO_USAGE = { costUsd: 0, tokens: 0 }

/**
 * Answers from passages, every sentence with the [n] of one that supports it: with a model in its words, without one (or
 * when it is down, or nothing that it says is supported) in the sentences of the passages. Needs at least one passage. Asks
 * the model under the purpose "answer"; what the model cannot do, apart from being down, is thrown as its Fault.
 */
export async function answerQuestion(
  question: string,
  passages: readonly NumberedPassage[],
  model: Model | null,
  asking: Asking,
): Promise<QuestionAnswer> {
  const said = model ? await synthesise(model, question, passages, asking) : null
  if (said?.declined) return { answer: null, usage: said.usage, model: said.model }
  if (said?.answer) return { answer: said.answer, usage: said.usage, model: said.model }
  return { answer: extractAnswer(question, passages), usage: said?.usage ?? NO_USAGE, model: null }
}

async function synthesise(
  model: Model,
  question: string,
  passages: readonly NumberedPassage[],
  { signal, meter, feedback = [] }: Asking,
) {
  const messages = answerPrompt(question, passages, feedback)
  try {
    const reply = await askFor(
      model,
      { purpose: 'answer', messages, maxTokens: 600, signal, ...(meter ? { meter } : {}) },
      z.object({ answer: z.string() }),
    )
    const { inputTokens, outputTokens, costUsd } = reply.usage
    return {
      declined: reply.value.answer.trim() === '',
      answer: keepCited(reply.value.answer, passages),
      usage: { costUsd, tokens: inputTokens + outputTokens },
      model: reply.model,
    }
  } catch (error) {
    // The passages answer by themselves when the model cannot.
    if (error instanceof Fault && error.code.startsWith('MODEL_')) return null
    throw error
  }
}
