import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../../src/store/connect.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database.ts'

describe('migrate', () => {
  let database: FreshDatabase
  let folder: string

  beforeEach(async () => {
    database = await freshDatabase()
    folder = await mkdtemp(join(tmpdir(), 'migrations-'))
    await writeFile(join(folder, '0001-things.sql'), 'create table things (id int); insert into things values (1);')
  })
  afterEach(async () => {
    await database.drop()
    await rm(folder, { recursive: true })
  })

  const write = (name: string, sql: string) => writeFile(join(folder, name), sql)
  const run = () => migrate({ pool: database.pool, folder, schema: 'app' })
  const count = async (table: string) => (await database.pool.query(`select from ${table}`)).rowCount

  it('lets eight processes migrate an empty database at once, and one of them does the work', async () => {
    await write('0002-more.sql', 'create table more (id int)')
    const pools = Array.from({ length: 8 }, () => connect({ url: database.url, max: 1, applicationName: 'migrator' }))
    const applied = await Promise.all(pools.map((pool) => migrate({ pool, folder, schema: 'app' })))
    await Promise.all(pools.map((pool) => pool.end()))
    expect(applied.flat().sort()).toEqual(['0001-things.sql', '0002-more.sql'])
    expect(await count('app.things')).toBe(1)
  })

  it('applies a file once, in order of its number', async () => {
    expect(await run()).toEqual(['0001-things.sql'])
    await write('0003-third.sql', 'insert into things select 3 from seconds')
    await write('0002-second.sql', 'create table seconds as select 2 as id')
    expect(await run()).toEqual(['0002-second.sql', '0003-third.sql'])
    expect(await run()).toEqual([])
    expect(await count('app.things')).toBe(2)
  })

  it('refuses when an applied file was changed, and says which', async () => {
    await run()
    await write('0001-things.sql', 'create table other (id int)')
    await expect(run()).rejects.toThrow('migrations/0001-things.sql was changed after it was applied')
  })

  it('does not take the line ends of a Windows checkout for a change', async () => {
    await write('0002-lines.sql', 'select 1;\nselect 2;\n')
    await run()
    await write('0002-lines.sql', 'select 1;\r\nselect 2;\r\n')
    expect(await run()).toEqual([])
  })

  it('leaves nothing of a file that fails, and keeps the files before it', async () => {
    await write('0002-broken.sql', 'create table half (id int); select 1 / 0;')
    await expect(run()).rejects.toThrow('division by zero')
    expect((await database.pool.query(`select to_regclass('app.half') as found`)).rows).toEqual([{ found: null }])
    expect(await count('app.things')).toBe(1)
  })

  it('accepts a database that a newer version has migrated further', async () => {
    await run()
    await database.pool.query(`insert into app.octollm_migrations (name, checksum) values ('0099-later.sql', 'x')`)
    expect(await run()).toEqual([])
  })

  it('refuses a file whose name has no number', async () => {
    await write('more.sql', 'select 1')
    await expect(run()).rejects.toThrow('is not called like 0001-some-words.sql')
  })

  it('makes the tables of the stock saver, which then has nothing left to set up', async () => {
    await migrate({ pool: database.pool, schema: 'app' })
    const tables = () =>
      database.pool.query(
        `select table_name, column_name, data_type, is_nullable, column_default
         from information_schema.columns where table_schema = 'app' and table_name like 'checkpoint%' order by 1, 2`,
      )
    const ours = (await tables()).rows
    await new PostgresSaver(database.pool, undefined, { schema: 'app' }).setup()
    expect((await tables()).rows).toEqual(ours)
    await database.pool.query('drop schema app cascade')
    await new PostgresSaver(database.pool, undefined, { schema: 'app' }).setup()
    expect((await tables()).rows).toEqual(ours)
    expect(await count('app.checkpoint_migrations')).toBe(5)
  })
})
