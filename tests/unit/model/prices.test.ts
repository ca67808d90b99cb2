import { describe, expect, it } from 'vitest'
import { priceOf } from '../../../src/model/prices.ts'

const million = 1_000_000

describe('the price of a model', () => {
  it('is that of the longest name its own name begins with', () => {
    expect(priceOf('gpt-4o-mini-2024-07-18')(million, million)).toBeCloseTo(0.75, 10)
    expect(priceOf('gpt-4o-2024-08-06')(million, million)).toBeCloseTo(12.5, 10)
  })

  it('is nothing when no table names it', () => {
    expect(priceOf('llama3.1:8b')(million, million)).toBe(0)
    expect(priceOf('gpt-4omega')(million, million)).toBe(0)
  })

  it('is what the user says, beside the list prices of all others', () => {
    const table = { llama3: { inputPerMillion: 1, outputPerMillion: 2 } }
    expect(priceOf('llama3', table)(million, million)).toBe(3)
    expect(priceOf('gpt-4o', table)(million, 0)).toBe(2.5)
  })
})
