import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCheckpointer } from '../../../../src/store/checkpointer/create-checkpointer.ts'
import type { GroupedSaver } from '../../../../src/store/checkpointer/grouped-saver.ts'
import { StaleLeaseError } from '../../../../src/store/checkpointer/stale-lease.ts'
import { putValue, readValue } from '../../../support/checkpoints.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/database.ts'

describe('a run under a fence', () => {
  let database: FreshDatabase
  let saver: GroupedSaver
  let taskId: string

  beforeAll(async () => {
    database = await freshDatabase()
    saver = createCheckpointer({ pool: database.pool })
    await saver.setup()
    await database.pool.query('create table tasks (id uuid primary key, fence bigint, status text)')
  })
  afterAll(() => database.drop())
  beforeEach(async () => {
    taskId = randomUUID()
    await database.pool.query(`insert into tasks values ($1, 5, 'processing')`, [taskId])
  })

  const under = (token: number) => ({ fence: { taskId, token } })
  const rowsOf = async (thread: string) => {
    const tables = ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes']
    const results = await Promise.all(
      tables.map((table) => database.pool.query(`select from ${table} where thread_id = $1`, [thread])),
    )
    return results.map(({ rowCount }) => rowCount)
  }

  it('stores its checkpoints while it holds the lease', async () => {
    await putValue(saver, taskId, 'mine', under(5))
    expect(await readValue(saver, taskId)).toBe('mine')
  })

  it('is told that its lease is stale, and stores nothing, once another claim has raised the fence', async () => {
    const config = await putValue(saver, taskId, 'first', under(5))
    const before = await rowsOf(taskId)
    await database.pool.query('update tasks set fence = 6 where id = $1', [taskId])
    await expect(putValue(saver, taskId, 'late', under(5))).rejects.toThrow(StaleLeaseError)
    const late = { configurable: { ...config.configurable, ...under(5) } }
    await expect(saver.putWrites(late, [['said', 'late']], randomUUID())).rejects.toThrow(StaleLeaseError)
    expect(await rowsOf(taskId)).toEqual(before)
    expect(await readValue(saver, taskId)).toBe('first')
  })

  it('is refused with the code LEASE_LOST when its task has ended', async () => {
    await database.pool.query(`update tasks set status = 'completed' where id = $1`, [taskId])
    await expect(putValue(saver, taskId, 'late', under(5))).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect(await rowsOf(taskId)).toEqual([0, 0, 0])
  })

  it('is stored and refused apart from what is stored in the same moment', async () => {
    const [unfenced, other] = [randomUUID(), randomUUID()]
    const outcomes = await Promise.allSettled([
      putValue(saver, taskId, 'zombie', under(4)),
      putValue(saver, taskId, 'holder', under(5)),
      putValue(saver, unfenced, 'free'),
      putValue(saver, other, 'zombie elsewhere', under(4)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'rejected'])
    expect(await readValue(saver, taskId)).toBe('holder')
    expect(await readValue(saver, unfenced)).toBe('free')
    expect(await rowsOf(other)).toEqual([0, 0, 0])
  })

  it('does not lose a row of the holder to the same row of a stale run', async () => {
    const config = await putValue(saver, taskId, 'shared', under(5))
    const step = randomUUID()
    const write = (token: number, value: string) =>
      saver.putWrites({ configurable: { ...config.configurable, ...under(token) } }, [['said', value]], step)
    const [stale, held] = await Promise.allSettled([write(4, 'zombie'), write(5, 'holder')])
    expect([stale.status, held.status]).toEqual(['rejected', 'fulfilled'])
    expect((await saver.getTuple(config))?.pendingWrites).toEqual([[step, 'said', 'holder']])
  })

  it('is stored before a claim that comes later, or refused: never stored after it', async () => {
    const claimant = await database.pool.connect()
    await claimant.query('begin')
    await claimant.query('update tasks set fence = 6 where id = $1', [taskId])
    const stored = putValue(saver, taskId, 'between', under(5))
    const refusal = expect(stored).rejects.toThrow(StaleLeaseError)
    await expect
      .poll(async () => (await database.pool.query(`select from pg_locks where not granted`)).rowCount, {
        timeout: 10_000,
      })
      .toBeGreaterThan(0)
    await claimant.query('commit')
    claimant.release()
    await refusal
    expect(await rowsOf(taskId)).toEqual([0, 0, 0])
  })

  it('names what is wrong with a fence that is none', async () => {
    const fence = { taskId: 'seven', token: 'x' }
    await expect(putValue(saver, taskId, 'x', { fence })).rejects.toThrow(/fence.*taskId|taskId.*fence/s)
  })
})
