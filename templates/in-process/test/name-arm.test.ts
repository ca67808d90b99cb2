import { CANARY, createArmContext, describeArmContract } from 'octollm/testing'
import { expect, it } from 'vitest'
import { arm } from '../src/name-arm.ts'

describeArmContract('{{name}}', {
  createArm: () => arm,
  input: { text: `one two ${CANARY}` },
  badInput: { value: { text: [CANARY] }, path: 'text' },
})

it('counts the lines, words and characters of a text', async () => {
  const { output } = await arm.execute({ text: 'one two\nthree' }, createArmContext())
  expect(output).toEqual({ lines: 2, words: 3, characters: 13 })
})
