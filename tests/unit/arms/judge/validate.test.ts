import { describe, expect, it } from 'vitest'
import { createJudge } from '../../../../src/arms/judge/judge.ts'
import { createJudgeArm } from '../../../../src/arms/judge/judge-arm.ts'
import { validate } from '../../../../src/arms/judge/validate.ts'
import { ValidateRequest } from '../../../../src/contracts/validate.ts'
import { createArmContext, createOpenMeter, dependencyOutput } from '../../../support/arm-context.ts'
import { createScriptedModel } from '../../../support/scripted-model.ts'

const judge = createJudge({ model: null })
const look = (request: object, by = judge) =>
  validate(by, ValidateRequest.parse(request), { signal: new AbortController().signal, meter: createOpenMeter() })

const SOURCES = [{ source: 'refunds.md', text: 'A refund takes 5 working days. Shipping to Norway costs 12 euros.' }]

describe('the judge on an output', () => {
  it('holds it against a JSON Schema and names each place that does not fit, without its value', async () => {
    const expectedSchema = {
      type: 'object',
      properties: {
        total: { type: 'number' },
        items: { type: 'array', items: { type: 'string', pattern: '^[A-Z]+$' } },
      },
      required: ['total', 'currency'],
    }
    const verdict = await look({ output: { total: 'canary', items: ['OK', 'canary'] }, expectedSchema })
    expect(verdict).toMatchObject({ valid: false, confidence: 1 })
    expect(verdict.issues.map(({ message }) => message)).toEqual([
      "The output must have required property 'currency'.",
      'The output at /total must be number.',
      'The output at /items/1 must match pattern "^[A-Z]+$".',
    ])
    expect(JSON.stringify(verdict)).not.toContain('canary')
    expect(await look({ output: { total: 1, items: [], currency: 'EUR' }, expectedSchema })).toMatchObject({
      valid: true,
    })
  })

  it('holds any JSON against a schema, not only objects', async () => {
    expect(await look({ output: [1, 2], expectedSchema: { type: 'array', minItems: 3 } })).toMatchObject({
      valid: false,
    })
    expect(await look({ output: 'text', expectedSchema: { type: 'string' } })).toMatchObject({ valid: true })
  })

  it('refuses what is no schema, and one whose pattern never ends', async () => {
    await expect(look({ output: 1, expectedSchema: { type: 'nonsense' } })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ path: 'expected_schema' }],
    })
    const slow = { type: 'string', pattern: '^(a+)+$' }
    await expect(look({ output: `${'a'.repeat(40)}!`, expectedSchema: slow })).rejects.toThrow(/simplify its patterns/)
  })

  it('leaves the process its turns while a pattern never ends', async () => {
    let turns = 0
    const turn = setInterval(() => {
      turns += 1
    }, 10)
    const slow = { type: 'string', pattern: '^(a+)+$' }
    await expect(look({ output: `${'a'.repeat(40)}!`, expectedSchema: slow })).rejects.toThrow()
    clearInterval(turn)
    expect(turns).toBeGreaterThan(1)
  })

  it('leaves the process its turns between the statements that it compares', async () => {
    let turns = 0
    const count = () => {
      turns += 1
      turn = setImmediate(count)
    }
    let turn = setImmediate(count)
    const output = Array.from({ length: 100 }, (_, at) => `A refund takes ${at} working days.`).join(' ')
    const trustedSources = [{ source: 'all.md', text: output }]
    expect(await look({ output, trustedSources })).toMatchObject({ valid: true })
    clearImmediate(turn)
    expect(turns).toBeGreaterThan(50)
  })

  it('finds numbers that a trusted source has otherwise', async () => {
    const verdict = await look({ output: 'A refund takes 7 working days.', trustedSources: SOURCES })
    expect(verdict).toMatchObject({ valid: false, issues: [{ severity: 'error', type: 'fact' }] })
    expect(verdict.issues[0]?.message).toContain('refunds.md has other numbers than 7')
    expect(await look({ output: 'A refund takes 5 working days.', trustedSources: SOURCES })).toMatchObject({
      valid: true,
      issues: [],
    })
  })

  it('warns of statements of which no source speaks', async () => {
    const verdict = await look({ output: { answer: 'The moon is made of green cheese.' }, trustedSources: SOURCES })
    expect(verdict).toMatchObject({ valid: true, issues: [{ severity: 'warning', type: 'hallucination' }] })
  })

  it('looks at the layers that were asked for alone', async () => {
    const request = {
      output: 'A refund takes 7 working days.',
      trustedSources: SOURCES,
      expectedSchema: { type: 'number' },
    }
    const types = async (validationTypes: string[]) =>
      (await look({ ...request, validationTypes })).issues.map(({ type }) => type)
    expect(await types(['schema'])).toEqual(['schema'])
    expect(await types(['facts'])).toEqual(['fact'])
    expect(await types(['criteria'])).toEqual([])
  })

  it('asks the model only where somebody has to read', async () => {
    const model = createScriptedModel({ criteria: [], issues: [], quality_score: 0.9 })
    const reader = createJudge({ model })
    await look(
      { output: { total: 1 }, expectedSchema: { type: 'object' }, validationTypes: ['schema', 'facts'] },
      reader,
    )
    expect(model.asked).toHaveLength(0)
    expect(await look({ output: 'fine', validationTypes: ['quality'] }, reader)).toMatchObject({ qualityScore: 0.9 })
    expect(model.asked).toHaveLength(1)
  })
})

describe('the judge as an arm', () => {
  it('holds the last dependency against a schema, and an output that it is given against sources', async () => {
    const arm = createJudgeArm(judge)
    const dependencies = [dependencyOutput(1, { total: 'three' })]
    const schema = { type: 'object', properties: { total: { type: 'number' } } }
    const held = await arm.execute(
      { expected_schema: schema },
      createArmContext({ dependencies, acceptanceCriteria: [] }),
    )
    expect(held.output).toMatchObject({ valid: false, issues: [{ type: 'schema' }] })
    const inputs = { output: 'A refund takes 7 working days.', trusted_sources: SOURCES }
    const read = await arm.execute(inputs, createArmContext({ acceptanceCriteria: [] }))
    expect(read.output).toMatchObject({ valid: false, issues: [{ type: 'fact' }] })
  })
})
