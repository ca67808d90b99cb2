import { describe, expect, it } from 'vitest'
import { describeArm } from '../../../src/arms/arm.ts'
import { createArmRegistry } from '../../../src/arms/arm-registry.ts'
import { createTestArm } from '../../support/test-arm.ts'

describe('createArmRegistry', () => {
  const coder = createTestArm({ id: 'coder' })
  const judge = createTestArm({ id: 'judge', capabilities: ['validation'] })

  it('hands out an arm by its id', () => {
    expect(createArmRegistry([coder, judge]).get('judge')).toBe(judge)
  })

  it('names the arms that exist when asked for one that does not', () => {
    expect(() => createArmRegistry([coder, judge]).get('poet')).toThrow(
      expect.objectContaining({
        code: 'ARM_UNKNOWN',
        message: 'No arm is called "poet". Known arms: coder, judge.',
        retryable: false,
      }),
    )
  })

  it('refuses two arms of one id', () => {
    expect(() => createArmRegistry([coder, judge, createTestArm({ id: 'coder' })])).toThrow(TypeError)
  })

  it('refuses an arm that is not well described, naming it', () => {
    expect(() => createArmRegistry([{ ...coder, id: 'Bad Id' }])).toThrow(/Arm "Bad Id" is not well described/)
  })

  it('describes its arms in the order they were given', () => {
    const { descriptions } = createArmRegistry([judge, coder])
    expect(descriptions.map(({ armId, capabilities }) => [armId, capabilities])).toEqual([
      ['judge', ['validation']],
      ['coder', ['testing']],
    ])
  })
})

describe('arms that join and leave', () => {
  const fixed = createTestArm({ id: 'coder' })
  const joining = createTestArm({ id: 'weather', capabilities: ['weather'] })
  const idsOf = (registry: ReturnType<typeof createArmRegistry>) => [
    registry.all.map(({ id }) => id),
    registry.descriptions.map(({ armId }) => armId),
  ]

  it('are known from the moment they join until they leave', () => {
    const registry = createArmRegistry([fixed])
    registry.add(joining)
    expect(registry.get('weather')).toBe(joining)
    expect(idsOf(registry)).toEqual([
      ['coder', 'weather'],
      ['coder', 'weather'],
    ])
    registry.remove('weather')
    expect(idsOf(registry)).toEqual([['coder'], ['coder']])
    expect(() => registry.get('weather')).toThrow(expect.objectContaining({ code: 'ARM_UNKNOWN' }))
  })

  it('take the place of an earlier one of their id, and say of themselves what they like', () => {
    const registry = createArmRegistry([fixed])
    const description = { ...describeArm(joining), version: '2.0.0', inputSchema: { type: 'object', if: {} } }
    registry.add(joining)
    registry.add(createTestArm({ id: 'weather' }), description)
    expect(registry.descriptions[1]).toBe(description)
    expect(registry.all).toHaveLength(2)
  })

  it('never take the place of an arm that was there from the start, nor its leave', () => {
    const registry = createArmRegistry([fixed])
    expect(() => registry.add(createTestArm({ id: 'coder' }))).toThrow(
      expect.objectContaining({ code: 'ARM_CONFLICT' }),
    )
    registry.remove('coder')
    expect(registry.get('coder')).toBe(fixed)
    expect([registry.isFixed('coder'), registry.isFixed('weather')]).toEqual([true, false])
  })
})
