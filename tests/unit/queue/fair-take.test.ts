import { expect, it } from 'vitest'
import { createFairTake } from '../../../src/queue/fair-take.ts'
import type { Claim } from '../../../src/queue/line.ts'

const claim = (id: string): Claim => ({
  id,
  retryCount: 0,
  job: { taskId: id, priority: 'low', turn: 1 },
  waitedSeconds: 0,
})

it('takes seven jobs by priority and then the oldest, however many hands are free', async () => {
  const take = createFairTake({
    take: async (limit) => Array.from({ length: limit }, () => claim('first')),
    takeOldest: async () => [claim('oldest')],
  })
  const taken: string[] = []
  for (const free of [3, 10, 5, 5, 100, 1]) taken.push(...(await take(free)).map(({ id }) => id))
  const round = [...Array.from({ length: 7 }, () => 'first'), 'oldest']
  expect(taken).toEqual([...round, ...round])
})
