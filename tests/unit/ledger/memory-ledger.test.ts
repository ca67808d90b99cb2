import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { TaskEvent } from '../../../src/contracts/event.ts'
import { createMemoryLedger } from '../../../src/ledger/memory-ledger.ts'
import { describeLedger } from '../../contracts/ledger.ts'

describeLedger('the memory ledger', async () => {
  const events: TaskEvent[] = []
  const ledger = createMemoryLedger({ onEvent: (_, event) => events.push(event) })
  return {
    ledger,
    async begin() {
      const taskId = randomUUID()
      let fence = 1
      return {
        run: { taskId, fence },
        async takeOver() {
          fence += 1
          return { taskId, fence }
        },
        events: async () => events.filter((event) => event.taskId === taskId),
      }
    },
    close: async () => {},
  }
})

describe('the memory ledger without fences', () => {
  const step = { round: 0, stepId: 1, armId: 'worker', action: 'work', attempt: 1, idempotencyKey: 'key' }

  it('tells a step that an earlier run left unfinished from a retry of this run', async () => {
    const ledger = createMemoryLedger()
    const first = ledger.forRun({ taskId: 'task' })
    await first.start(step)
    expect(await first.standing(0, 1)).toEqual({ state: 'fresh' })
    expect(await ledger.forRun({ taskId: 'task' }).standing(0, 1)).toEqual({ state: 'interrupted', armId: 'worker' })
  })

  it('holds a task that was never opened to the default budget', async () => {
    const run = createMemoryLedger().forRun({ taskId: 'task' })
    await expect(run.reserve({ costUsd: 1.01, tokens: 1 }, 'code')).rejects.toThrow('1 USD and 10000 tokens are left')
  })
})
