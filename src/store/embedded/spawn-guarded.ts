import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerAccount } from './server-account.ts'

// The shell is the parent of Postgres, so the number it signals cannot have passed to another process. It ignores the
// signals that a terminal or an init system sends to everybody: only the lifeline decides.
const GUARD = `
"$@" 3<&- &
server=$!
trap '' HUP INT TERM
(read -r _ <&3; kill -INT "$server") &
reader=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$reader"
exit "$status"`

const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  shared_buffers: '32MB',
  max_connections: '100',
  jit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_checkpoints: 'off',
  // Errors reach the client that made them; in a file their details would be row values.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
}

export interface ServerPlace {
  readonly clusterDir: string
  readonly socketDir: string
  readonly logFile: string
}

interface Options {
  readonly native: string
  readonly place: ServerPlace
  readonly account: ServerAccount
  /** The end of the lifeline that the guard waits on. */
  readonly reader: number
  /** The number in a postmaster.pid that no server left behind in good order. */
  readonly stalePid: number | undefined
}

/** Starts Postgres under a guard that ends it (fast shutdown) when nobody holds the lifeline any more. */
export function spawnGuarded({ native, place, account, reader, stalePid }: Options): ChildProcess {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = [join(native, 'bin', 'postgres'), '-D', place.clusterDir, '-k', place.socketDir, ...settings]
  const log = openSync(place.logFile, 'a', 0o600)
  try {
    const child = spawn('/bin/sh', ['-c', GUARD, 'octollm-postgres', ...server], {
      ...account.switchTo,
      cwd: '/',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', ...forgetting(stalePid) },
      stdio: ['ignore', log, log, reader],
      detached: true,
    })
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

// Postgres refuses to start when the number in its pid file belongs to any live process of the same user, as it often
// does after a container restart. It makes an exception for this one, and still checks that no server uses the folder.
function forgetting(stalePid: number | undefined): Record<string, string> {
  return stalePid === undefined ? {} : { PG_GRANDPARENT_PID: String(stalePid) }
}
