import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'

let octollm: Octollm

beforeAll(async () => {
  octollm = await createOctollm()
})
afterAll(() => octollm.remove())

describe('a start that cannot succeed', { timeout: 90_000 }, () => {
  it('lists every problem of the environment at once and ends with 2', async () => {
    const env = { PORT: 'abc', OCTOLLM_CONCURRENCY: '0', OPENAI_BASE_URL: 'localhost', DATABASE_URL: 'mysql://x' }
    const { code, stdout, stderr } = await octollm.run(['serve'], env)
    for (const name of Object.keys(env)) expect(stderr).toContain(`  ${name}: must `)
    expect(stderr).not.toContain('    at ')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it.each([
    ['nobody listens', 'postgres://octo:geheim@127.0.0.1:1/octo'],
    ['the host is unknown', 'postgres://octo:geheim@nowhere.invalid/octo'],
  ])('says in one line that the database cannot be reached when %s, and ends with 1', async (_why, DATABASE_URL) => {
    const { code, stderr } = await octollm.run(['serve'], { DATABASE_URL })
    expect(stderr).toMatch(/^octollm: the database cannot be reached \(.+\)\. Check DATABASE_URL.*\n$/)
    expect(stderr).not.toContain('geheim')
    expect(code).toBe(1)
  })

  it('leaves nothing open that would keep it from ending when a part of it cannot be opened', async () => {
    const database = await freshDatabase()
    await database.pool.query('create schema octollm_queue; create view octollm_queue.version as select 1 as version')
    const { code, stderr } = await octollm.run(['tasks'], { DATABASE_URL: database.url })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('octollm: ') })
    await database.drop()
  })

  it('says that there is no such database', async () => {
    const database = await freshDatabase()
    await database.drop()
    const { code, stderr } = await octollm.run(['tasks'], { DATABASE_URL: database.url })
    expect(stderr).toMatch(/^octollm: the database cannot be reached \(database "\w+" does not exist\)\. Check .+\n$/)
    expect(code).toBe(1)
  })

  it.each([
    [['bogus'], "unknown command 'bogus'"],
    [['run', 'a goal', '--nope'], "unknown option '--nope'"],
    [['run'], "missing required argument 'goal'"],
    [['run', 'a goal', '--priority', 'urgent'], 'Allowed choices are low, medium, high, critical'],
    [['run', 'a goal', '--budget', 'much'], '"much" is not a number'],
    [['run', 'a goal', '--budget', '-1'], 'budget.max_cost_usd'],
    [['run', 'a goal', '--context', '/nowhere.json'], '--context: /nowhere.json cannot be read'],
    [['run', ' '], 'goal must not be blank'],
    [['resume', 'some-id', '--decision', 'maybe'], 'Allowed choices are approve, edit, reject'],
    [['resume', 'some-id', '--plan', '/nowhere.json'], '--plan: /nowhere.json cannot be read'],
    [['serve', '--port', '99999'], 'PORT: must be a whole number from 0 to 65535'],
  ])('refuses %j with 2 and says why', async (args, reason) => {
    const { code, stdout, stderr } = await octollm.run(args)
    expect(stderr).toContain(reason)
    expect(stderr).not.toContain('    at ')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

describe('help', { timeout: 90_000 }, () => {
  it('says the version', async () => {
    expect(await octollm.run(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' })
  })

  it.each(['serve', 'worker', 'run', 'tasks', 'resume', 'cancel', 'index', 'migrate', 'doctor'])(
    'describes %s',
    async (command) => {
      const { code, stdout, stderr } = await octollm.run([command, '--help'])
      expect(stdout).toContain(`Usage: octollm ${command} [options]`)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    },
  )

  it('ends quietly when its reader has gone', async () => {
    const shell = await createOctollm({}, ['bash', '-o', 'pipefail', '-c'])
    const command = `'${process.execPath}' '${process.cwd()}/src/cli.ts' --help | true`
    expect(await shell.run([command])).toEqual({ code: 0, stdout: '', stderr: '' })
    await shell.remove()
  })
})
