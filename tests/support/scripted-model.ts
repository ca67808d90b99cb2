import { Fault } from '../../src/contracts/fault.ts'
import type { Model, Question } from '../../src/model/model.ts'

/**
 * A model that gives its answers in order and remembers the questions; a Fault in the script is thrown. Asked more often
 * than was written, it fails the test.
 */
export function createScriptedModel(...script: readonly (string | object)[]): Model & { readonly asked: Question[] } {
  const asked: Question[] = []
  return {
    name: 'scripted',
    asked,
    isAvailable: () => true,
    async ask(question) {
      const answer = script[asked.push(question) - 1]
      if (answer === undefined) throw new Error(`The script has no answer to question ${asked.length}.`)
      if (answer instanceof Fault) throw answer
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
      return { text, model: 'scripted', usage: { inputTokens: 100, outputTokens: 20, costUsd: 0.001 } }
    },
  }
}
