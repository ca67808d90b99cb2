import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createArmStats } from '../../../src/arms/arm-stats.ts'
import { shareArmStats } from '../../../src/arms/share-arm-stats.ts'
import { createArmRecords } from '../../../src/store/arm-stats.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await migrate({ pool: database.pool, schema: 'public' })
})
beforeEach(() => database.pool.query('truncate arm_stats, arm_load'))
afterAll(() => database.drop())

/** The book of a process that hands on only when it closes, and has learned what was known when it opened. */
async function aProcess({ onError }: { onError?: (error: unknown) => void } = {}) {
  const store = createArmRecords({ pool: database.pool })
  const stats = shareArmStats({ book: createArmStats(), store, everyMs: 3_600_000, ...(onError ? { onError } : {}) })
  await stats.start()
  return stats
}

const call = (ok: boolean, latencyMs = 100) => ({ ok, latencyMs })

describe('the record of arms in Postgres', () => {
  it('is known to a process that starts later', async () => {
    const first = await aProcess()
    for (const ok of [true, true, true, false]) first.record('coder', call(ok))
    const before = first.of('coder')
    await first.close()
    const known = (await aProcess()).of('coder')
    expect(known.successRate).toBeCloseTo(before.successRate ?? 0, 1)
    expect(known.calls).toBeCloseTo(4, 0)
    expect(known.averageLatencyMs).toBe(100)
  })

  it('loses no call of processes that tell at the same time, also of an arm that none knew', async () => {
    const processes = await Promise.all(Array.from({ length: 6 }, () => aProcess()))
    for (const stats of processes) {
      for (const armId of ['coder', 'judge']) {
        stats.record(armId, call(true))
        stats.record(armId, call(false))
      }
    }
    await Promise.all([...processes].map((stats) => stats.close()))
    const known = await aProcess()
    for (const armId of ['coder', 'judge']) {
      expect(known.of(armId).calls).toBeCloseTo(12, 0)
      expect(known.of(armId).successRate).toBeCloseTo(7 / 14, 1)
    }
  })

  it('fades by the clock of the database, to nothing in the end', async () => {
    const stats = await aProcess()
    stats.record('coder', call(true))
    await stats.close()
    await database.pool.query("update arm_stats set updated_at = updated_at - interval '1 hour'")
    const later = await aProcess()
    expect(later.of('coder').calls).toBeCloseTo(0.5, 1)
    await database.pool.query("update arm_stats set updated_at = updated_at - interval '10 years'")
    later.record('coder', call(false))
    await later.close()
    expect((await aProcess()).of('coder')).toMatchObject({ calls: expect.closeTo(1, 1) })
  })

  it('forgets for all what one process found contradicted', async () => {
    const good = await aProcess()
    for (let n = 0; n < 30; n += 1) good.record('coder', call(true))
    await good.close()
    const unlucky = await aProcess()
    for (let n = 0; n < 4; n += 1) unlucky.record('coder', call(false))
    await unlucky.close()
    const { calls, successRate } = (await aProcess()).of('coder')
    expect([calls, successRate]).toEqual([expect.closeTo(10, 0), expect.closeTo(7 / 12, 1)])
  })

  it('remembers a time though the first calls that were told of failed', async () => {
    const first = await aProcess()
    first.record('coder', call(false))
    await first.close()
    const second = await aProcess()
    expect(second.of('coder').averageLatencyMs).toBeNull()
    second.record('coder', call(true, 40))
    await second.close()
    expect((await aProcess()).of('coder').averageLatencyMs).toBe(40)
  })
})

describe('what processes have in hand', () => {
  function open() {
    const [book, store] = [createArmStats(), createArmRecords({ pool: database.pool })]
    const refreshed = async () => {
      const report = book.report()
      book.took(report, await store.exchange(report))
      return book.of('coder').inFlight
    }
    return { begin: () => book.begin('coder'), refreshed }
  }

  it('is seen by the others until it is done, and counted once by oneself', async () => {
    const [here, there] = [open(), open()]
    const done = here.begin()
    here.begin()
    expect(await here.refreshed()).toBe(2)
    expect(await there.refreshed()).toBe(2)
    there.begin()
    await there.refreshed()
    expect(await here.refreshed()).toBe(3)
    done()
    await here.refreshed()
    expect(await there.refreshed()).toBe(2)
  })

  it('does not count when its process has been silent for long, and is cleared away', async () => {
    const [dead, alive] = [open(), open()]
    dead.begin()
    await dead.refreshed()
    await database.pool.query("update arm_load set updated_at = now() - interval '16 seconds'")
    expect(await alive.refreshed()).toBe(0)
    await database.pool.query("update arm_load set updated_at = now() - interval '2 hours'")
    alive.begin()
    await alive.refreshed()
    expect((await database.pool.query('select in_flight from arm_load')).rows).toEqual([{ in_flight: 1 }])
  })
})

describe('a process that shares its record', () => {
  it('hands it on by itself while it works', async () => {
    const store = createArmRecords({ pool: database.pool })
    const working = shareArmStats({ book: createArmStats(), store, everyMs: 10 })
    await working.start()
    working.record('coder', call(true))
    await vi.waitFor(async () => {
      expect((await database.pool.query('select from arm_stats')).rowCount).toBe(1)
    })
    await working.close()
  })

  it('keeps what could not be handed on, and says so', async () => {
    const errors: unknown[] = []
    const stats = await aProcess({ onError: (error) => errors.push(error) })
    stats.record('coder', call(true))
    await database.pool.query('alter table arm_stats rename to lost')
    await stats.close()
    await database.pool.query('alter table lost rename to arm_stats')
    expect(errors).toHaveLength(1)
    stats.record('coder', call(true))
    await stats.close()
    expect((await aProcess()).of('coder').calls).toBeCloseTo(2, 1)
  })
})
