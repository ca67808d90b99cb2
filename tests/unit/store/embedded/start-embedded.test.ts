import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readPostmasterFile } from '../../../../src/store/embedded/postmaster-file.ts'
import { findServerAccount } from '../../../../src/store/embedded/server-account.ts'
import { startEmbeddedPostgres } from '../../../../src/store/embedded/start-embedded.ts'
import { queryOnce, runEmbeddedProcess, temporaryDataDir } from '../../../support/embedded-postgres.ts'

describe('startEmbeddedPostgres', () => {
  let place: Awaited<ReturnType<typeof temporaryDataDir>>
  let running: { stop(): Promise<void> }[]

  beforeEach(async () => {
    place = await temporaryDataDir()
    running = []
  })
  afterEach(async () => {
    await Promise.all(running.map((server) => server.stop()))
    await expect.poll(() => isRunning(), { timeout: 10_000 }).toBe(false)
    await place.remove()
  })

  const started = <T extends { stop(): Promise<void> }>(server: T): T => {
    running.push(server)
    return server
  }
  const startHere = async () => started(await startEmbeddedPostgres({ dataDir: place.dataDir }))
  const startProcess = async () => started(await runEmbeddedProcess(place.dataDir))
  const clusterDir = () => join(place.dataDir, 'postgres-18')
  const isRunning = () => readPostmasterFile(clusterDir())?.alive ?? false

  it('gives an empty folder a Postgres 18 with a database octollm, reachable by its socket only', async () => {
    const { url } = await startHere()
    const [row] = await queryOnce(
      url,
      `select current_database() as database, current_user as "user", current_setting('server_version_num')::int / 10000 as major,
       current_setting('listen_addresses') as tcp, current_setting('fsync') as fsync, lower('Ä') as lower`,
    )
    expect(row).toEqual({ database: 'octollm', user: 'octollm', major: 18, tcp: '', fsync: 'on', lower: 'ä' })
    expect((await stat(join(place.dataDir, 'run'))).mode & 0o777).toBe(0o700)
  })

  it('keeps the environment of its process, where keys are, away from Postgres', async () => {
    const { pid } = await startHere()
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean).sort()).toEqual([
      'LC_ALL=C',
      expect.stringMatching(/^PATH=/),
      expect.stringMatching(/^PWD=/),
    ])
  })

  it('gives two processes that start at the same moment one server', async () => {
    const [first, second] = await Promise.all([startProcess(), startProcess()])
    expect(first.serverPid).toBe(second.serverPid)
    expect(first.serverPid).toBeGreaterThan(0)
    await queryOnce(first.url, 'create table seen (by_both int)')
    expect(await queryOnce(second.url, 'table seen')).toEqual([])
    expect((await readdir(place.dataDir)).filter((name) => name.startsWith('postgres-18.')).sort()).toEqual([
      'postgres-18.log',
    ])
  })

  it('ends the server when its only process is killed with SIGKILL', async () => {
    const only = await startProcess()
    expect(isRunning()).toBe(true)
    await only.kill()
    await expect.poll(isRunning, { timeout: 10_000 }).toBe(false)
  })

  it('keeps the server while a process that joined lives, though the one that started it is killed', async () => {
    const owner = await startProcess()
    const { url, pid } = await startHere()
    await owner.kill()
    expect(await queryOnce(url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(readPostmasterFile(clusterDir())).toMatchObject({ pid, alive: true, stopping: false })
  })

  it('keeps the server when a process that joined stops, and has ended it when the last one has stopped', async () => {
    const owner = await startHere()
    const joined = await startProcess()
    await joined.stop()
    expect(await queryOnce(owner.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await owner.stop()
    expect(isRunning()).toBe(false)
  })

  it('keeps what was committed when Postgres itself is killed', async () => {
    const first = await startHere()
    await queryOnce(first.url, 'create table kept as select 7 as n')
    process.kill(first.pid, 'SIGKILL')
    const second = await startHere()
    expect(second.pid).not.toBe(first.pid)
    expect(await queryOnce(second.url, 'table kept')).toEqual([{ n: 7 }])
  })

  it('starts over a pid file whose number now belongs to another process of the same user', async () => {
    await (await startHere()).stop()
    const stranger = spawn('sleep', ['60'], { ...findServerAccount().switchTo, cwd: '/' })
    const { url } = await withPidFile(`${stranger.pid}\n${clusterDir()}\n`, startHere)
    stranger.kill()
    expect(await queryOnce(url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('replaces a server whose guard was killed by one that ends with its users', async () => {
    const first = await startHere()
    for (const guard of guardsOf(first.pid)) process.kill(guard, 'SIGKILL')
    const second = await startHere()
    expect(await queryOnce(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(second.pid).not.toBe(first.pid)
  })

  it('works in a folder whose path is too long for a socket', async () => {
    const dataDir = join(place.dataDir, 'x'.repeat(120))
    const server = started(await startEmbeddedPostgres({ dataDir }))
    expect(await queryOnce(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    await rm(new URL(server.url).searchParams.get('host') ?? '', { recursive: true })
  })

  const withPidFile = async <T>(text: string, work: () => Promise<T>): Promise<T> => {
    await writeFile(join(clusterDir(), 'postmaster.pid'), text)
    return work()
  }
})

/** The shell that started the server, and its second half, which waits on the lifeline. */
function guardsOf(serverPid: number): number[] {
  const shell = Number(readFileSync(`/proc/${serverPid}/stat`, 'utf8').split(' ')[3])
  const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ').map(Number)
  return [shell, ...children.filter((pid) => pid !== serverPid)]
}
