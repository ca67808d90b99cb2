import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedUnavailableError } from './embedded-unavailable.ts'
import { moveUnlessThere } from './native-binaries.ts'
import type { ServerAccount } from './server-account.ts'

// Unicode rules that come with Postgres itself, so that text search and lower() do not depend on the system's locales.
const INITDB_FLAGS = [
  ...['--username=octollm', '--auth=trust', '--encoding=UTF8', '--no-instructions'],
  ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
]

/** Makes the data folder of Postgres if there is none. It gets its name only when complete, so a crash leaves no half. */
export function ensureCluster(clusterDir: string, native: string, { name, switchTo }: ServerAccount): void {
  if (existsSync(clusterDir)) return
  const draft = `${clusterDir}.${randomUUID()}`
  mkdirSync(draft, { mode: 0o700 })
  if (switchTo) chownSync(draft, switchTo.uid, switchTo.gid)
  const { error, status, stderr } = spawnSync(join(native, 'bin', 'initdb'), ['-D', draft, ...INITDB_FLAGS], {
    ...switchTo,
    cwd: '/',
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  })
  if (error || status !== 0) {
    rmSync(draft, { recursive: true, force: true })
    const reason = error?.message ?? stderr.trim()
    throw new EmbeddedUnavailableError(`user ${name} cannot make a data folder at ${clusterDir} (${reason}).`)
  }
  moveUnlessThere(draft, clusterDir)
}
