import type { ArmContext } from '../../src/arms/arm.ts'
import { createCoderArm } from '../../src/arms/coder/coder-arm.ts'
import { createSandbox } from '../../src/arms/executor/create-sandbox.ts'
import { openAiModel } from '../../src/model/openai-model.ts'
import { createArmContext } from './arm-context.ts'
import { asksFor, startModelServer, textOf } from './model-server.ts'

/** The coder with a scripted model behind HTTP and a real sandbox. */
export async function openCoderDesk() {
  const server = await startModelServer()
  const sandbox = createSandbox()
  const model = openAiModel({ baseUrl: server.url, model: 'gpt-4o-mini' })
  const arms = { sandboxed: createCoderArm({ sandbox }), bare: createCoderArm() }
  const run =
    (arm: keyof typeof arms) =>
    (input: unknown, overrides: Partial<ArmContext> = {}) =>
      Promise.try(() => arms[arm].execute(input, createArmContext({ model, ...overrides })))

  return {
    server,
    model,
    /** Runs a step with the sandbox. */
    execute: run('sandboxed'),
    /** Runs a step without one. */
    executeBare: run('bare'),
    /** What the model gives, in turn; the last answer is given ever after. Each costs 600 tokens. */
    answers(...answers: (object | string)[]): void {
      for (const [index, answer] of answers.entries()) {
        const content = typeof answer === 'string' ? answer : JSON.stringify(answer)
        const reply = { content, usage: { prompt_tokens: 500, completion_tokens: 100 } }
        server.answer(asksFor('code'), reply, index === answers.length - 1 ? Number.POSITIVE_INFINITY : 1)
      }
    },
    /** What the model was told, request by request. */
    prompts: () => server.requests.map(textOf),
    async close() {
      await Promise.all([server.close(), sandbox.close()])
    },
  }
}

/** How each check of an outcome ended, by its name. */
export function checksOf(outcome: { readonly output: Readonly<Record<string, unknown>> }): Record<string, string> {
  const checks = outcome.output['checks'] as readonly { name: string; status: string }[]
  return Object.fromEntries(checks.map(({ name, status }) => [name, status]))
}
