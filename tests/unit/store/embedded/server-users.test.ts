import { chmod, chown, cp, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultDataDir } from '../../../../src/store/embedded/default-data-dir.ts'
import { findBinariesPackage, prepareBinaries } from '../../../../src/store/embedded/native-binaries.ts'
import { findServerAccount } from '../../../../src/store/embedded/server-account.ts'
import { queryOnce, runEmbeddedProcess, temporaryDataDir } from '../../../support/embedded-postgres.ts'

const isRoot = process.getuid?.() === 0

describe('defaultDataDir', () => {
  it('is /var/lib/octollm for root, whose home is closed to Postgres', () => {
    expect(defaultDataDir({ HOME: '/root', XDG_DATA_HOME: '/root/x' }, 0)).toBe('/var/lib/octollm')
  })

  it('follows XDG_DATA_HOME, and else lies under HOME', () => {
    expect(defaultDataDir({ HOME: '/home/ann', XDG_DATA_HOME: '/data' }, 1000)).toBe('/data/octollm')
    expect(defaultDataDir({ HOME: '/home/ann' }, 1000)).toBe('/home/ann/.local/share/octollm')
  })

  it('asks for DATABASE_URL when there is no home', () => {
    expect(() => defaultDataDir({}, 1000)).toThrow('Set DATABASE_URL')
  })
})

// Only root can act as somebody else; on other machines the ordinary user is whoever runs the tests.
describe.runIf(isRoot)('the embedded Postgres and system users', () => {
  let place: Awaited<ReturnType<typeof temporaryDataDir>>

  beforeEach(async () => {
    place = await temporaryDataDir()
  })
  afterEach(() => place.remove())

  const { uid, gid } = findServerAccount().switchTo ?? { uid: -1, gid: -1 }

  it('runs as an ordinary user when root starts it', async () => {
    const process = await runEmbeddedProcess(place.dataDir)
    expect((await stat(`/proc/${process.serverPid}`)).uid).toBe(uid)
    await process.stop()
  })

  it('works for an ordinary user', async () => {
    await mkdir(place.dataDir)
    await chown(place.dataDir, uid, gid)
    const process = await runEmbeddedProcess(place.dataDir, { uid, gid })
    expect(await queryOnce(process.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await process.stop()
  })

  it('asks for DATABASE_URL when the user has no entry in /etc/passwd', async () => {
    await mkdir(place.dataDir)
    await chown(place.dataDir, 54_321, 54_321)
    const { refusal } = await runEmbeddedProcess(place.dataDir, { uid: 54_321, gid: 54_321 })
    expect(refusal).toContain('user id 54321 has no entry in /etc/passwd. Set DATABASE_URL')
  })

  it('asks for DATABASE_URL when the user of Postgres cannot enter the data folder', async () => {
    await chmod(dirname(place.dataDir), 0o700)
    const { refusal } = await runEmbeddedProcess(place.dataDir)
    expect(refusal).toMatch(/Permission denied.* Set DATABASE_URL/s)
  })

  it('copies the programs next to the data when the user of Postgres cannot enter the installed package', async () => {
    const closed = join(dirname(place.dataDir), 'closed')
    await mkdir(place.dataDir)
    await mkdir(closed, { mode: 0o700 })
    await cp(findBinariesPackage(), join(closed, 'package'), { recursive: true, verbatimSymlinks: true })
    const parts = { packageDir: join(closed, 'package'), account: findServerAccount(), dataDir: place.dataDir }
    const native = prepareBinaries(parts)
    expect(dirname(native)).toBe(place.dataDir)
    expect(prepareBinaries(parts)).toBe(native)
  })

  it('uses the installed programs where it can, and makes the library links that npm left out', async () => {
    const packageDir = join(dirname(place.dataDir), 'package')
    const isLink = async (path: string) => !(await stat(path)).isDirectory() && path.endsWith('.60')
    const options = { recursive: true, filter: async (path: string) => !(await isLink(path)) }
    await cp(findBinariesPackage(), packageDir, options)
    const native = prepareBinaries({ packageDir, account: findServerAccount(), dataDir: place.dataDir })
    expect(native).toBe(join(packageDir, 'native'))
  })
})
