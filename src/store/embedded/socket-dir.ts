import { createHash } from 'node:crypto'
import { chownSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedUnavailableError } from './embedded-unavailable.ts'
import type { ServerAccount } from './server-account.ts'

// sun_path holds 104 bytes on macOS and 108 on Linux, one of them for the closing zero.
const LONGEST_SOCKET_PATH = 103

/** A folder that only the server's user may enter, with a path short enough for a socket. */
export function ensureSocketDir(dataDir: string, { switchTo }: ServerAccount): string {
  const dir = shortEnough(join(dataDir, 'run')) ?? join(tmpdir(), `octollm-${hashOf(dataDir)}`)
  const owner = switchTo?.uid ?? process.getuid?.()
  if (mkdirSync(dir, { recursive: true, mode: 0o700 }) && switchTo) chownSync(dir, switchTo.uid, switchTo.gid)
  const found = lstatSync(dir)
  // In a shared temporary folder somebody else could have made it first, to listen in.
  if (!found.isDirectory() || ![owner, process.getuid?.()].includes(found.uid)) {
    throw new EmbeddedUnavailableError(`${dir} belongs to somebody else. Remove it, or choose a shorter data folder.`)
  }
  return dir
}

function shortEnough(dir: string): string | undefined {
  return Buffer.byteLength(join(dir, '.s.PGSQL.5432')) <= LONGEST_SOCKET_PATH ? dir : undefined
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
