import type { z } from 'zod'

export interface ModelUsage {
  readonly inputTokens: number
  readonly outputTokens: number
  /** US dollars by the price table; 0 for a model that has no price. */
  readonly costUsd: number
}

/** Money and tokens set aside before a call, in US dollars and tokens (input + output). */
export interface Spend {
  readonly costUsd: number
  readonly tokens: number
}

/** Where a call's cost is reserved before it and settled after it. */
export interface Meter {
  /** Sets the worst case aside. Throws `Fault('BUDGET_EXCEEDED')` when the task's budget does not allow it. */
  reserve(worstCase: Spend, purpose: string): Promise<Reservation>
}

export interface Reservation {
  /** Replaces the reservation by what was really spent. Settling twice counts once. */
  settle(actual: Spend): Promise<void>
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

export interface Question {
  /** What it is asked for, e.g. "plan", "code", "judge": a metric label and the simulated model's key. */
  readonly purpose: string
  readonly messages: readonly Message[]
  /** Asks for JSON of this shape where the model can be held to one; the answer is text in any case and must be parsed. */
  readonly responseSchema?: { readonly name: string; readonly schema: z.ZodType }
  /** Default 2,000. */
  readonly maxTokens?: number
  /** Default 0.3. */
  readonly temperature?: number
  /** Default 30,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly meter?: Meter
}

export interface Answer {
  readonly text: string
  readonly model: string
  readonly usage: ModelUsage
}

/**
 * The one question we ask of a language model. Retries (3, exponential with jitter, honouring Retry-After; never on 4xx
 * other than 408, 409, 429), breaker (opens after 5 failures within 60 s, 3 good half-open calls close it) and metering
 * are inside. Throws `Fault`: MODEL_UNAVAILABLE, MODEL_REFUSED, BUDGET_EXCEEDED; rethrows the signal's reason when aborted.
 */
export interface Model {
  readonly name: string
  ask(question: Question): Promise<Answer>
  /** False while the breaker is open. */
  isAvailable(): boolean
}
