import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { toJobId } from '../../../src/queue/job-id.ts'

it('gives a turn of a task the same uuid v5 each time, and each turn its own', () => {
  const taskId = randomUUID()
  expect(toJobId(taskId, 1)).toBe(toJobId(taskId, 1))
  expect(new Set([toJobId(taskId, 1), toJobId(taskId, 2), toJobId(taskId, 11), toJobId(randomUUID(), 1)]).size).toBe(4)
  expect(toJobId(taskId, 1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
