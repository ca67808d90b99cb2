import { randomUUID } from 'node:crypto'
import type { RunnableConfig } from '@langchain/core/runnables'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCheckpointer } from '../../../../src/store/checkpointer/create-checkpointer.ts'
import type { GroupedSaver } from '../../../../src/store/checkpointer/grouped-saver.ts'
import { connect } from '../../../../src/store/connect.ts'
import { putValue, readValue } from '../../../support/checkpoints.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/database.ts'

describe('the grouped checkpointer', () => {
  let database: FreshDatabase
  let saver: GroupedSaver

  beforeAll(async () => {
    database = await freshDatabase()
    saver = createCheckpointer({ pool: database.pool })
    await saver.setup()
  })
  afterAll(() => database.drop())

  const writesOf = async (config: RunnableConfig) => (await saver.getTuple(config))?.pendingWrites

  it('is set up by eight processes at once', async () => {
    const empty = await freshDatabase()
    const pools = Array.from({ length: 8 }, () => connect({ url: empty.url, max: 1, applicationName: 'replica' }))
    await Promise.all(pools.map((pool) => createCheckpointer({ pool, schema: 'brain' }).setup()))
    const replica = createCheckpointer({ pool: empty.pool, schema: 'brain' })
    await putValue(replica, 'a', 'kept')
    expect(await readValue(replica, 'a')).toBe('kept')
    await Promise.all(pools.map((pool) => pool.end()))
    await empty.drop()
  })

  it('needs no right to create once its tables are there', async () => {
    const role = `reader_${randomUUID().replaceAll('-', '')}`
    await database.pool.query(`create role ${role}; grant all on all tables in schema public to ${role}`)
    const pool = connect({ url: database.url, max: 1, applicationName: 'reader' })
    await pool.query(`set role ${role}`)
    await expect(pool.query('create table mine (id int)')).rejects.toThrow('permission denied')
    await createCheckpointer({ pool }).setup()
    await pool.end()
    await database.pool.query(`drop owned by ${role}; drop role ${role}`)
  })

  it('stores what fifty threads write at once in far fewer transactions', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => putValue(saver, `many-${n}`, `value ${n}`)))
    const { rows } = await database.pool.query<{ transactions: number }>(
      `select count(distinct xmin::text)::int as transactions from checkpoints where thread_id like 'many-%'`,
    )
    expect(rows[0]?.transactions).toBeLessThanOrEqual(3)
    expect(await readValue(saver, 'many-49')).toBe('value 49')
  })

  it('keeps the order of what one thread writes: the first word of a graph task and its last interrupt count', async () => {
    const config = await putValue(saver, 'order', 'x')
    const step = randomUUID()
    await Promise.all([
      saver.putWrites(config, [['said', 'first']], step),
      saver.putWrites(config, [['__interrupt__', 'first']], step),
      saver.putWrites(config, [['said', 'second']], step),
      saver.putWrites(config, [['__interrupt__', 'second']], step),
    ])
    expect(await writesOf(config)).toEqual([
      [step, '__interrupt__', 'second'],
      [step, 'said', 'first'],
    ])
  })

  it('stores the neighbours of an operation that fails', async () => {
    const outcomes = await Promise.allSettled([
      putValue(saver, 'before', 'fine'),
      putValue(saver, 'nul\0', 'Postgres stores no text with a zero byte'),
      putValue(saver, 'after', 'fine'),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect([await readValue(saver, 'before'), await readValue(saver, 'after')]).toEqual(['fine', 'fine'])
  })

  it('sends no named statement over a pool for transaction poolers', async () => {
    const namesOver = async (preparedStatements: boolean) => {
      const pool = connect({ url: database.url, max: 1, applicationName: 'pooled', preparedStatements })
      await putValue(createCheckpointer({ pool }), `pooled-${preparedStatements}`, 'x')
      const { rows } = await pool.query('select name from pg_prepared_statements')
      await pool.end()
      return rows
    }
    expect(await namesOver(true)).toEqual([{ name: 'octollm-checkpoints-unfenced-public' }])
    expect(await namesOver(false)).toEqual([])
    expect(await readValue(saver, 'pooled-false')).toBe('x')
  })

  it('keeps the checkpoints of subgraph namespaces apart', async () => {
    await putValue(saver, 'nested', 'outer')
    await putValue(saver, 'nested', 'inner', { checkpoint_ns: 'sub:1' })
    const read = (checkpoint_ns: string) => saver.getTuple({ configurable: { thread_id: 'nested', checkpoint_ns } })
    expect((await read(''))?.checkpoint.channel_values).toEqual({ said: 'outer' })
    expect((await read('sub:1'))?.checkpoint.channel_values).toEqual({ said: 'inner' })
  })

  it('removes a thread whole and leaves the others', async () => {
    const config = await putValue(saver, 'gone', 'x')
    await saver.putWrites(config, [['said', 'y']], randomUUID())
    await putValue(saver, 'stays', 'z')
    await saver.deleteThread('gone')
    expect(await saver.getTuple(config)).toBeUndefined()
    expect(await readValue(saver, 'stays')).toBe('z')
  })

  it('asks for a thread id when there is none', async () => {
    await expect(saver.putWrites({ configurable: {} }, [['said', 'y']], 'step')).rejects.toThrow(
      'configurable.thread_id',
    )
  })
})
