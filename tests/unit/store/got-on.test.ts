import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPostgresLedger } from '../../../src/ledger/postgres-ledger.ts'
import { stepRecord } from '../../support/plans.ts'
import { aContract, openTaskStore, type StoreUnderTest } from '../../support/task-store.ts'

let under: StoreUnderTest
beforeAll(async () => {
  under = await openTaskStore()
})
afterAll(() => under.close())

/** A task whose workers died so many times; the one of claim `finishing` finished a step before. */
async function afterClaims(claims: number, finishing?: number): Promise<string> {
  const { task } = await under.store.submit({ contract: aContract() })
  for (let claim = 1; claim <= claims; claim += 1) {
    const claimed = await under.store.claim(task.taskId, `worker-${claim}`)
    if (claim !== finishing || !claimed) continue
    const run = createPostgresLedger({ pool: under.pool }).forRun({ taskId: task.taskId, fence: claimed.fence })
    await run.finish(stepRecord(1))
  }
  return task.taskId
}

describe('a task whose workers die', () => {
  it.each([
    ['has not got on when no step was ever finished', 10, undefined, false],
    ['has got on while one of its last ten claims finished a step', 14, 4, true],
    ['has not got on when that was longer ago', 15, 4, false],
  ] as const)('%s', async (_, claims, finishing, gotOn) => {
    expect(await under.store.gotOn(await afterClaims(claims, finishing))).toBe(gotOn)
  })
})
