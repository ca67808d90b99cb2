import { closeSync, mkdirSync, realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedUnavailableError } from './embedded-unavailable.ts'
import { ensureCluster } from './ensure-cluster.ts'
import { createLifeline, type Hold, type Lifeline } from './lifeline.ts'
import { findBinariesPackage, prepareBinaries } from './native-binaries.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { reachDatabase, toSocketUrl } from './reach-database.ts'
import { findServerAccount, type ServerAccount } from './server-account.ts'
import { ensureSocketDir } from './socket-dir.ts'
import { type ServerPlace, spawnGuarded } from './spawn-guarded.ts'

const DATABASE = 'octollm'
const START_LIMIT_MS = 60_000
// After a crash the old children of Postgres hold its memory for a moment and the new server refuses.
const RETRY_FAILED_START_MS = 3_000
const STOP_LIMIT_MS = 60_000
const NOTICE_RELEASE_MS = 1_000

export interface EmbeddedPostgres {
  /** Connection string over a unix socket: user and database `octollm`, a superuser of its own server. */
  readonly url: string
  /** The process id of the server, which may be the child of another process than this one. */
  readonly pid: number
  /**
   * Gives up this process's share. The server ends when the last share is gone, and then this resolves after it has ended.
   * Close your own connections first: the end of the server does not wait for them.
   */
  stop(): Promise<void>
}

interface Options {
  /** Created if missing. One server per folder, shared by all processes of one system user. */
  readonly dataDir: string
  readonly log?: { info(fields: object, message: string): void }
}

interface Place extends ServerPlace {
  readonly native: string
  readonly account: ServerAccount
  readonly lifeline: Lifeline
}

/**
 * Runs a Postgres 18 on `dataDir`, or joins the one that another process runs there. It lives as long as any process that
 * joined it, however those processes end. Throws `EmbeddedUnavailableError` where it cannot work.
 */
export async function startEmbeddedPostgres({ dataDir, log }: Options): Promise<EmbeddedPostgres> {
  const place = preparePlace(dataDir)
  const deadline = Date.now() + START_LIMIT_MS
  let firstFailure: number | undefined
  while (Date.now() < deadline) {
    const joined = await joinRunning(place, deadline)
    const hold = joined ?? (await startOwn(place, deadline))
    const server = readPostmasterFile(place.clusterDir)
    if (hold && server) {
      log?.info({ dataDir, joined: joined !== undefined }, 'embedded_postgres.ready')
      return toEmbeddedPostgres(place, hold, server.pid)
    }
    hold?.release()
    firstFailure ??= Date.now()
    if (Date.now() > firstFailure + RETRY_FAILED_START_MS && !isGuarded(place.lifeline)) break
    await sleep(100)
  }
  throw new EmbeddedUnavailableError(`it did not start. ${await lastWords(place.logFile)}`)
}

function preparePlace(wanted: string): Place {
  const account = findServerAccount()
  // Another user's server must be able to pass through, though not to look around.
  mkdirSync(wanted, { recursive: true, mode: account.switchTo ? 0o711 : 0o700 })
  const dataDir = realpathSync(wanted)
  return {
    account,
    native: prepareBinaries({ packageDir: findBinariesPackage(), account, dataDir }),
    clusterDir: join(dataDir, 'postgres-18'),
    socketDir: ensureSocketDir(dataDir, account),
    logFile: join(dataDir, 'postgres-18.log'),
    lifeline: createLifeline(join(dataDir, 'lifeline')),
  }
}

async function joinRunning({ lifeline, socketDir }: Place, deadline: number): Promise<Hold | undefined> {
  const hold = lifeline.hold()
  if (!hold) return undefined
  const isUp = await reachDatabase(socketDir, DATABASE, () => isGuarded(lifeline) && Date.now() < deadline)
  // Looked at again, because the guard may have been on its way to the server when we took hold.
  if (isUp && isGuarded(lifeline)) return hold
  hold.release()
  return undefined
}

async function startOwn(place: Place, deadline: number): Promise<Hold | undefined> {
  await endUnguarded(place.clusterDir)
  const { hold, reader } = place.lifeline.open()
  try {
    ensureCluster(place.clusterDir, place.native, place.account)
    const stalePid = readPostmasterFile(place.clusterDir)?.pid
    const guard = spawnGuarded({ ...place, place, reader, stalePid })
    const isUp = await reachDatabase(place.socketDir, DATABASE, () => guard.exitCode === null && Date.now() < deadline)
    if (isUp) return hold
    hold.release()
    return undefined
  } catch (error) {
    hold.release()
    throw error
  } finally {
    closeSync(reader)
  }
}

/** A server without a guard is on its way out, or its guard was killed: then nothing else would ever end it. */
async function endUnguarded(clusterDir: string): Promise<void> {
  const found = readPostmasterFile(clusterDir)
  if (!found?.alive) return
  process.kill(found.pid, 'SIGINT')
  await waitForEnd(clusterDir, STOP_LIMIT_MS)
}

function isGuarded(lifeline: Lifeline): boolean {
  const probe = lifeline.hold()
  probe?.release()
  return probe !== undefined
}

function toEmbeddedPostgres({ clusterDir, socketDir }: Place, hold: Hold, pid: number): EmbeddedPostgres {
  return {
    url: toSocketUrl(socketDir, DATABASE),
    pid,
    async stop() {
      hold.release()
      await waitForEnd(clusterDir, NOTICE_RELEASE_MS)
    },
  }
}

/** Waits until the server is gone; gives up when it has not begun to stop within `noticeMs`, as others still use it. */
async function waitForEnd(clusterDir: string, noticeMs: number): Promise<void> {
  const noticed = Date.now() + noticeMs
  const ended = Date.now() + STOP_LIMIT_MS
  for (;;) {
    const server = readPostmasterFile(clusterDir)
    if (!server?.alive || Date.now() > (server.stopping ? ended : noticed)) return
    await sleep(10)
  }
}

async function lastWords(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '')
  return text.trim().split('\n').slice(-5).join(' ')
}
