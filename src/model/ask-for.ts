import type { z } from 'zod'
import { Fault, invalidInput } from '../contracts/fault.ts'
import type { Answer, Message, Model, ModelUsage, Question } from './model.ts'
import { parseJsonAnswer } from './parse-json.ts'
import { addModelUsage, NO_MODEL_USAGE } from './prices.ts'

export interface Reply<Value> {
  readonly value: Value
  /** All the questions it took. */
  readonly usage: ModelUsage
  readonly model: string
}

/**
 * Asks for JSON of a schema. An answer that does not fit goes back with the exact errors, `repairs` times (default 1);
 * then `Fault('MODEL_ANSWER_INVALID')` names each path in `errors`. Besides that, throws what `Model.ask` throws.
 */
export async function askFor<Schema extends z.ZodType>(
  model: Model,
  question: Question,
  schema: Schema,
  { repairs = 1 }: { readonly repairs?: number } = {},
): Promise<Reply<z.output<Schema>>> {
  const asked: Question = { responseSchema: { name: question.purpose, schema }, ...question }
  let messages = question.messages
  let usage = NO_MODEL_USAGE
  for (let round = 0; ; round += 1) {
    const answer: Answer = await model.ask({ ...asked, messages })
    usage = addModelUsage(usage, answer.usage)
    const read = readAnswer(answer.text, schema)
    if ('value' in read) return { value: read.value, usage, model: answer.model }
    if (round >= repairs) throw read.fault
    messages = [...question.messages, ...objectTo(answer.text, read.fault.message)]
  }
}

/** The turns that show a model its own answer and what is wrong with it. */
export function objectTo(answer: string, objections: string): Message[] {
  return [
    // Servers refuse an empty message.
    { role: 'assistant', content: answer.trim() === '' ? '(empty)' : answer },
    { role: 'user', content: `${objections}\n\nCorrect this and give the whole answer again, as one JSON object.` },
  ]
}

function readAnswer<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): { value: z.output<Schema> } | { fault: Fault } {
  try {
    const parsed = schema.safeParse(parseJsonAnswer(text))
    if (parsed.success) return { value: parsed.data }
    return { fault: invalidInput('MODEL_ANSWER_INVALID', "The model's answer does not fit", parsed.error) }
  } catch (error) {
    if (error instanceof Fault) return { fault: error }
    throw error
  }
}
