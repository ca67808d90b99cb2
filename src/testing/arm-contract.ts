import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Arm, type ArmContext, describeArm } from '../arms/arm.ts'
import { runArm } from '../arms/run-arm.ts'
import { createArmContext } from './arm-context.ts'

/** Put this into the input, the context or the dependencies: it must not come out where only progress is told. */
export const CANARY = 'canary-4711'

export interface ArmSubject {
  createArm(): Arm | Promise<Arm>
  close?(): Promise<void>
  /** An input the arm can do its work with; it holds the `CANARY`. */
  readonly input: unknown
  /** What the work needs besides; a function when it is there only after `createArm`. */
  readonly context?: Partial<ArmContext> | (() => Partial<ArmContext>)
  /** An input its schema refuses, with the `CANARY` as a value, and where it is wrong. */
  readonly badInput: { readonly value: unknown; readonly path: string }
}

/** What every `Arm` promises. Each arm's test file calls this once. */
export function describeArmContract(name: string, subject: ArmSubject): void {
  describe(`${name} keeps the Arm contract`, () => {
    let arm: Arm
    beforeAll(async () => {
      arm = await subject.createArm()
    })
    afterAll(() => subject.close?.())

    const contextWith = (overrides: Partial<ArmContext> = {}) => {
      const own = typeof subject.context === 'function' ? subject.context() : subject.context
      return createArmContext({ ...own, ...overrides })
    }
    const run = (input: unknown, context = contextWith()) => runArm({ arm, input, context, signal: context.signal })

    it('describes itself in a sentence, with schemas of objects and at least one capability', () => {
      const { description, capabilities, inputSchema, outputSchema } = describeArm(arm)
      expect(description).toMatch(/^[A-Z].{15,}\.$/)
      expect(capabilities.length).toBeGreaterThan(0)
      expect([inputSchema['type'], outputSchema['type']]).toEqual(['object', 'object'])
    })

    it('gives an outcome whose output fits its schema and survives being stored as JSON', async () => {
      const ended = await run(subject.input)
      expect(ended).toMatchObject({ status: 'ok', attempts: 1 })
      const output = ended.status === 'ok' ? ended.outcome.output : null
      expect(JSON.parse(JSON.stringify(output))).toStrictEqual(output)
    })

    it('refuses a bad input, naming the path and not the value', async () => {
      const { value, path } = subject.badInput
      const ended = await run(value)
      expect(ended).toMatchObject({
        status: 'error',
        attempts: 1,
        fault: { code: 'ARM_INPUT_INVALID', retryable: false, errors: [{ path }] },
      })
      expect(ended.status === 'error' && JSON.stringify(ended.fault)).not.toContain(CANARY)
    })

    it('does nothing once the signal is aborted, and throws its reason', async () => {
      const reason = new Error('The task was cancelled.')
      const aborted = contextWith({ signal: AbortSignal.abort(reason) })
      await expect((async () => arm.execute(subject.input, aborted))()).rejects.toBe(reason)
    })

    it('tells its progress without a word of the input', async () => {
      const context = contextWith()
      await run(subject.input, context)
      expect(context.reports.join('\n')).not.toContain(CANARY)
      for (const message of context.reports) expect(message).toMatch(/^\S.{3,120}$/)
    })

    it('changes neither its input nor the outputs it was given', async () => {
      const context = contextWith()
      const before = structuredClone([subject.input, context.dependencies, context.contract])
      await run(subject.input, context)
      expect([subject.input, context.dependencies, context.contract]).toStrictEqual(before)
    })
  })
}
