import { describe, expect, it } from 'vitest'
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
