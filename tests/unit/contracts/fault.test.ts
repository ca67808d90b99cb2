import { expect, it } from 'vitest'
import { z } from 'zod'
import { invalidInput } from '../../../src/contracts/fault.ts'

it('names some of many errors, none at length, and says how many more there are', () => {
  const value = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`${index}`.padStart(2_000, 'x'), 0]))
  const { error } = z.record(z.string(), z.string()).safeParse(value)
  const fault = invalidInput('ARM_OUTPUT_INVALID', 'It is wrong', error ?? new z.ZodError([]))
  expect(fault.errors).toHaveLength(50)
  expect(fault.message).toMatch(/; and 950 more$/)
  expect(fault.message.length).toBeLessThan(50_000)
})
