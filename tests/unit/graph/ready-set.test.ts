import { describe, expect, it } from 'vitest'
import type { StepRecord } from '../../../src/contracts/step.ts'
import { readySetOf } from '../../../src/graph/ready-set.ts'
import { stepRecord } from '../../support/plans.ts'

describe('the ready set of a round', () => {
  it('is shared by all steps of the same run and round, and by no other', () => {
    const run = {}
    expect(readySetOf(run, 'task/0')).toBe(readySetOf(run, 'task/0'))
    expect(readySetOf(run, 'task/1')).not.toBe(readySetOf(run, 'task/0'))
    expect(readySetOf({}, 'task/0')).not.toBe(readySetOf(run, 'task/0'))
  })

  it('hands a record to whoever waits, whether it came before or after', async () => {
    const ready = readySetOf({}, 'task/0')
    const early = ready.wait(1)
    ready.settle(stepRecord(1))
    expect((await early).stepId).toBe(1)
    expect((await ready.wait(1)).stepId).toBe(1)
  })

  it('tells dependants why a step ended without a record', async () => {
    const ready = readySetOf({}, 'task/0')
    const waiting = ready.wait(2)
    ready.fail(2, new Error('interrupted'))
    await expect(waiting).rejects.toThrow('interrupted')
  })

  it('asks the journal once, however many steps want to know', async () => {
    const ready = readySetOf({}, 'task/0')
    let asked = 0
    const load = async (): Promise<StepRecord[]> => {
      asked += 1
      return [stepRecord(3)]
    }
    const [first, second] = await Promise.all([ready.restore(load), ready.restore(load)])
    expect(asked).toBe(1)
    expect([first.get(3)?.stepId, second.has(4)]).toEqual([3, false])
    expect((await ready.wait(3)).stepId).toBe(3)
  })
})
