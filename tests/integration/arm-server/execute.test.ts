import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ArmContext } from '../../../src/arms/arm.ts'
import { Fault } from '../../../src/contracts/fault.ts'
import { createJsonLog } from '../../../src/telemetry/log.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { useServedArms } from '../../support/served-arm.ts'

failOnWarnings()
const { serve } = useServedArms()

describe('POST /execute of a served arm', () => {
  it('gives the arm what came over the wire, and the outcome back with wire names', async () => {
    let seen: ArmContext | undefined
    let input: unknown
    const arm = await serve({
      async execute(given, context) {
        input = given
        seen = context
        return { output: { maxLines: 1 }, confidence: 0.5, usage: { costUsd: 0.25, tokens: 3 } }
      },
    })
    const dependency = { step_id: 1, arm_id: 'coder', action: 'Write it', output: { someKey: 1 } }
    const context = {
      ...{ goal: 'Count', constraints: ['be quick'], task: { deepKey: [1] }, acceptance_criteria: ['it is right'] },
      ...{ dependencies: [dependency], attempt: 3, previous: { a: 1 } },
      feedback: [{ severity: 'error', type: 'fact', message: 'Wrong.', step_id: 2 }],
    }
    const { status, body } = await arm.execute({ inputs: { innerName: 'x' }, context, idempotency_key: 'key-1' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ output: { maxLines: 1 }, confidence: 0.5, usage: { cost_usd: 0.25, tokens: 3 } })
    expect(input).toEqual({ innerName: 'x' })
    expect(seen).toMatchObject({
      ...{ stepId: 2, attempt: 3, previous: { a: 1 }, idempotencyKey: 'key-1', acceptanceCriteria: ['it is right'] },
      contract: { goal: 'Count', constraints: ['be quick'], context: { deepKey: [1] } },
      dependencies: [{ stepId: 1, armId: 'coder', output: { someKey: 1 } }],
      feedback: [{ severity: 'error', stepId: 2 }],
      budget: { maxTokens: 1_000 },
      model: null,
      store: null,
    })
  })

  it('echoes the request id, and makes one where none came', async () => {
    const arm = await serve({})
    const { headers } = await arm.execute({}, { headers: { 'x-request-id': 'request-7' } })
    expect(headers.get('x-request-id')).toBe('request-7')
    expect((await arm.execute()).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('reports what the meter saw spent where the arm says less', async () => {
    const arm = await serve({
      async execute(_input, { meter }) {
        const reservation = await meter.reserve({ costUsd: 0.5, tokens: 500 }, 'answer')
        await reservation.settle({ costUsd: 0.1, tokens: 120 })
        return { output: {}, confidence: 1 }
      },
    })
    expect((await arm.execute()).body).toMatchObject({ usage: { cost_usd: 0.1, tokens: 120 } })
  })

  it('lets no call spend more than the task had left', async () => {
    const arm = await serve({
      async execute(_input, { meter }) {
        await meter.reserve({ costUsd: 0, tokens: 600 }, 'answer')
        await meter.reserve({ costUsd: 0, tokens: 600 }, 'answer')
        return { output: {}, confidence: 1 }
      },
    })
    expect(await arm.execute()).toMatchObject({ status: 402, body: { code: 'BUDGET_EXCEEDED', retryable: false } })
  })

  it('names the path in the arm’s input that is wrong, and not the value', async () => {
    const arm = await serve({ inputSchema: z.object({ text: z.string() }) as never })
    const { status, headers, text, body } = await arm.execute({ inputs: { text: ['canary'] } })
    expect(status).toBe(422)
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(body).toMatchObject({ code: 'ARM_INPUT_INVALID', retryable: false, errors: [{ path: 'text' }] })
    expect(text).not.toContain('canary')
  })

  it.each([
    ['a field that is missing', { task_id: undefined }, 'task_id'],
    ['one inside the context', { context: { goal: 'g' } }, 'context.acceptance_criteria'],
    ['inputs that are no object', { inputs: 'text' }, 'inputs'],
  ])('names %s in the body as it is spelt on the wire', async (_name, overrides, path) => {
    const { status, body } = await (await serve({})).execute(overrides)
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'REQUEST_INVALID' })
    expect(body['errors']).toContainEqual(expect.objectContaining({ path }))
  })

  it('refuses a body that is no JSON, not declared as JSON, packed, too large or too deep', async () => {
    const arm = await serve({}, { maxBodyBytes: 2_000 })
    const json = { 'content-type': 'application/json' }
    const status = async (init: RequestInit) => (await arm.send('/execute', { method: 'POST', ...init })).status
    expect(await status({ body: '{', headers: json })).toBe(400)
    expect(await status({ body: '{}', headers: { 'content-type': 'text/plain' } })).toBe(415)
    expect(await status({ body: '{}', headers: { ...json, 'content-encoding': 'gzip' } })).toBe(415)
    expect(await status({ body: JSON.stringify({ text: 'x'.repeat(3_000) }), headers: json })).toBe(413)
    expect(await status({ body: `${'['.repeat(500)}${']'.repeat(500)}`, headers: json })).toBe(422)
  })

  it('says whether to try again, and keeps to itself why an arm broke down', async () => {
    const lines: string[] = []
    const log = createJsonLog({ stream: { write: (line) => void lines.push(line) } })
    const faults = [
      new Fault('ARM_UNAVAILABLE', 'The weather service does not answer.', { retryAfterSeconds: 7 }),
      new Error('jane.doe@example.org has no canary'),
    ]
    const arm = await serve({ execute: async () => Promise.reject(faults.shift()) }, { log })
    const down = await arm.execute()
    expect(down).toMatchObject({ status: 503, body: { code: 'ARM_UNAVAILABLE', retryable: true } })
    expect(down.headers.get('retry-after')).toBe('7')
    const broken = await arm.execute()
    expect(broken).toMatchObject({ status: 502, body: { code: 'ARM_FAILED', retryable: false } })
    expect(broken.text + lines.join('')).not.toMatch(/canary|jane/)
    expect(lines.join('')).toContain('execute.test.ts')
  })

  it('takes an output that does not fit the schema for no outcome', async () => {
    const arm = await serve({ outputSchema: z.object({ words: z.number() }) as never })
    expect(await arm.execute()).toMatchObject({ status: 502, body: { code: 'ARM_OUTPUT_INVALID' } })
  })
})
