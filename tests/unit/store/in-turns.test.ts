import { expect, it } from 'vitest'
import { inTurns } from '../../../src/store/in-turns.ts'

it('lets others have their turn in the middle of a long list, and keeps its order', async () => {
  let mapped = 0
  let mappedBefore = Number.NaN
  setImmediate(() => {
    mappedBefore = mapped
  })
  const results = await inTurns([1, 2, 3, 4], (item) => {
    const began = performance.now()
    while (performance.now() - began < 20);
    mapped += 1
    return item * 10
  })
  expect(results).toEqual([10, 20, 30, 40])
  expect(mappedBefore).toBe(1)
})
