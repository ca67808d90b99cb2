import { setMaxListeners } from 'node:events'
import { Command, GraphInterrupt, ParentCommand } from '@langchain/langgraph'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Arm, ArmContext } from '../../../src/arms/arm.ts'
import { type ArmCall, runArm } from '../../../src/arms/run-arm.ts'
import { Fault } from '../../../src/contracts/fault.ts'
import { createArmContext } from '../../support/arm-context.ts'
import { createTestArm } from '../../support/test-arm.ts'

const never = new AbortController().signal

function call(arm: Arm, options: Partial<ArmCall> = {}) {
  return runArm({ arm, input: {}, context: createArmContext(), backoffMs: 1, signal: never, ...options })
}

/** Fails with each of `errors` in turn, then answers with the number of the attempt. */
function createFlakyArm(...errors: unknown[]): Arm & { readonly calls: ArmContext[] } {
  const calls: ArmContext[] = []
  const arm = createTestArm({
    execute: async (_input, context) => {
      calls.push(context)
      if (calls.length <= errors.length) throw errors[calls.length - 1]
      return { output: { attempt: context.attempt }, confidence: 0.9 }
    },
  })
  return { ...arm, calls }
}

const busy = () => new Fault('ARM_UNAVAILABLE', 'The arm is busy. Try again.')

describe('runArm retries', () => {
  it('tries again after a retryable fault and says how often it tried', async () => {
    const arm = createFlakyArm(busy(), busy())
    const run = await call(arm)
    expect(run).toMatchObject({ status: 'ok', attempts: 3, outcome: { output: { attempt: 3 }, confidence: 0.9 } })
  })

  it('hands the same idempotency key to every attempt', async () => {
    const arm = createFlakyArm(busy())
    await call(arm)
    expect(arm.calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['key-of-step-2', 'key-of-step-2'])
  })

  it('gives up with the last fault after the attempts it has', async () => {
    const arm = createFlakyArm(busy(), busy(), busy())
    const run = await call(arm, { maxAttempts: 2 })
    expect(run).toMatchObject({ status: 'error', attempts: 2, fault: { code: 'ARM_UNAVAILABLE', retryable: true } })
  })

  it('does not repeat what a retry cannot help', async () => {
    const run = await call(createFlakyArm(new Fault('BUDGET_EXCEEDED', 'The budget is spent.')))
    expect(run).toMatchObject({ status: 'error', attempts: 1, fault: { code: 'BUDGET_EXCEEDED' } })
  })

  it('does not repeat what an arm with side effects did not finish in time: it may have happened', async () => {
    const arm = createTestArm({ sideEffects: true, timeoutMs: 20, execute: () => new Promise(() => {}) })
    expect(await call(arm)).toMatchObject({ status: 'error', attempts: 1, fault: { code: 'ARM_TIMEOUT' } })
  })

  it('leaves the retries of a model that is down to the model port', async () => {
    const run = await call(createFlakyArm(new Fault('MODEL_UNAVAILABLE', 'The model is down.')))
    expect(run).toMatchObject({ status: 'error', attempts: 1, fault: { code: 'MODEL_UNAVAILABLE' } })
  })

  it('does not sit out a wait of minutes that a fault asks for', async () => {
    const run = await call(createFlakyArm(new Fault('RATE_LIMITED', 'Come back later.', { retryAfterSeconds: 3_600 })))
    expect(run).toMatchObject({ status: 'error', attempts: 1, fault: { retryAfterSeconds: 3_600 } })
  })

  it('announces each attempt before it is made', async () => {
    const announced: [number, number][] = []
    const arm = createFlakyArm(busy())
    await call(arm, { onAttempt: async (attempt) => void announced.push([attempt, arm.calls.length]) })
    expect(announced).toEqual([
      [1, 0],
      [2, 1],
    ])
  })

  it('throws what onAttempt throws and does not call the arm', async () => {
    const arm = createFlakyArm()
    const lost = new Fault('LEASE_LOST', 'Another worker has this task.')
    await expect(call(arm, { onAttempt: () => Promise.reject(lost) })).rejects.toBe(lost)
    expect(arm.calls).toEqual([])
  })
})

describe('runArm ends an attempt', () => {
  it('that takes longer than the arm may, also when the arm ignores its signal', async () => {
    const deaf = createTestArm({ timeoutMs: 20, execute: () => new Promise(() => {}) })
    expect(await call(deaf, { maxAttempts: 1 })).toMatchObject({
      status: 'error',
      fault: { code: 'ARM_TIMEOUT', retryable: true, message: expect.stringContaining('0.02 s') },
    })
  })

  it('and calls it a timeout whatever the arm throws when told to stop', async () => {
    const arm = createTestArm({
      timeoutMs: 20,
      execute: (_input, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('socket closed')))),
    })
    expect(await call(arm, { maxAttempts: 1 })).toMatchObject({ fault: { code: 'ARM_TIMEOUT' } })
  })

  it('with the reason of the task when the task is cancelled, not with a fault of the arm', async () => {
    const task = new AbortController()
    const reason = new Fault('TASK_CANCELLED', 'The task was cancelled.')
    const arm = createTestArm({
      execute: () => {
        task.abort(reason)
        return Promise.reject(busy())
      },
    })
    await expect(call(arm, { signal: task.signal })).rejects.toBe(reason)
  })

  it('while it waits for the next one, when the task is cancelled', async () => {
    const task = new AbortController()
    const run = call(createFlakyArm(busy()), { signal: task.signal, backoffMs: 15_000 })
    setTimeout(() => task.abort(new Error('cancelled')), 10)
    await expect(run).rejects.toThrow('cancelled')
  })

  it('before it begins when the task was cancelled during onAttempt', async () => {
    const task = new AbortController()
    const arm = createFlakyArm()
    const onAttempt = async () => task.abort(new Error('cancelled'))
    await expect(call(arm, { signal: task.signal, onAttempt })).rejects.toThrow('cancelled')
    expect(arm.calls).toEqual([])
  })
})

describe('runArm checks what comes back', () => {
  it('and refuses an output that does not fit the schema, naming the path', async () => {
    const arm = createTestArm({ outputSchema: z.object({ answer: z.object({ sum: z.number() }) }) })
    const run = await call({ ...arm, execute: async () => ({ output: { answer: { sum: 'six' } }, confidence: 1 }) })
    expect(run).toMatchObject({
      status: 'error',
      fault: { code: 'ARM_OUTPUT_INVALID', errors: [{ path: 'answer.sum' }] },
    })
    expect(JSON.stringify(run)).not.toContain('six')
  })

  it('and refuses what is no outcome', async () => {
    const run = await call(createTestArm({ execute: async () => ({ output: {}, confidence: 7 }) }))
    expect(run).toMatchObject({
      status: 'error',
      fault: { code: 'ARM_OUTPUT_INVALID', errors: [{ path: 'confidence' }] },
    })
  })

  it('and fills in what the arm left out', async () => {
    const arm = createTestArm({ outputSchema: z.object({ done: z.boolean(), notes: z.array(z.string()).default([]) }) })
    const run = await call(arm)
    expect(run).toMatchObject({
      status: 'ok',
      outcome: { output: { done: true, notes: [] }, artifacts: [], citations: [], model: null },
    })
  })

  it('and reports at least the seconds that passed', async () => {
    const slow = createTestArm({
      execute: () => new Promise((resolve) => setTimeout(resolve, 30, { output: {}, confidence: 1 })),
    })
    const run = await call(slow)
    expect(run.status === 'ok' && run.outcome.usage.seconds).toBeGreaterThan(0.02)
  })
})

describe('runArm says of a breakdown', () => {
  it('nothing that was in the error, and keeps the error for the log', async () => {
    const secret = new TypeError('cannot read card 4111 1111 1111 1111')
    const run = await call(createFlakyArm(secret))
    expect(run).toMatchObject({ status: 'error', attempts: 1, cause: secret, fault: { code: 'ARM_FAILED' } })
    expect(run.status === 'error' && JSON.stringify(run.fault)).not.toContain('4111')
  })

  it('the same when something else than an error was thrown', async () => {
    expect(await call(createFlakyArm(null))).toMatchObject({ status: 'error', fault: { code: 'ARM_FAILED' } })
  })

  it('which input was wrong, without retrying', async () => {
    const arm = createTestArm({ execute: async () => ({ output: {}, confidence: 1 }) })
    const run = await call(arm, { input: 'not an object' })
    expect(run).toMatchObject({ status: 'error', attempts: 1, fault: { code: 'ARM_INPUT_INVALID' } })
  })

  it.each([new GraphInterrupt([{ value: 'which city?' }]), new ParentCommand(new Command({ goto: 'judge' }))])(
    'nothing when it is LangGraph steering a graph: it is thrown on (%#)',
    async (control) => {
      await expect(call(createFlakyArm(control))).rejects.toBe(control)
    },
  )
})

describe('runArm with many arms on one signal', () => {
  it('causes no listener warning', async () => {
    const warnings: Error[] = []
    const collect = (warning: Error) => warnings.push(warning)
    process.on('warning', collect)
    const { signal } = new AbortController()
    setMaxListeners(10, signal) // as it is by default on Node 22
    const listening = createTestArm({
      execute: async (_input, context) => {
        for (let n = 0; n < 15; n += 1) context.signal.addEventListener('abort', () => {})
        return { output: {}, confidence: 1 }
      },
    })
    const flaky = () => createFlakyArm(busy())
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => call(n % 2 === 0 ? listening : flaky(), { signal, backoffMs: 20 })),
    )
    await new Promise((resolve) => setTimeout(resolve, 10))
    process.off('warning', collect)
    expect(warnings).toEqual([])
  })
})
