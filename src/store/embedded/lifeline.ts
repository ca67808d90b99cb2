import { spawnSync } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { EmbeddedUnavailableError } from './embedded-unavailable.ts'

/**
 * A named pipe that ties the life of one Postgres to the lives of the processes that use it. Every user holds its writing
 * end open; the guard of the server waits on its reading end and ends the server when the last writer is gone. The kernel
 * counts the writers, so a process that dies by SIGKILL is counted out like any other, and nobody can forget to.
 *
 * A pipe that somebody reads therefore also means "a server is running or about to run", which is why it needs no lock file.
 */
export interface Lifeline {
  /** Holds the running server alive. `undefined` when there is none. */
  hold(): Hold | undefined
  /** Prepares to guard a server of our own: `reader` is for its guard, `hold` is ours. */
  open(): { readonly reader: number; readonly hold: Hold }
}

export interface Hold {
  release(): void
}

export function createLifeline(path: string): Lifeline {
  makePipe(path)
  return {
    hold() {
      try {
        return toHold(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENXIO') return undefined
        throw error
      }
    },
    open() {
      // Opening one end blocks until somebody holds the other, unless both are opened at once.
      const both = openSync(path, constants.O_RDWR)
      const reader = openSync(path, constants.O_RDONLY)
      const hold = toHold(openSync(path, constants.O_WRONLY))
      closeSync(both)
      return { reader, hold }
    },
  }
}

function toHold(descriptor: number): Hold {
  let held = true
  return {
    release() {
      if (held) closeSync(descriptor)
      held = false
    },
  }
}

function makePipe(path: string): void {
  const isThere = '[ -p "$1" ] || mkfifo -m 600 "$1" || [ -p "$1" ]'
  const { error, status, stderr } = spawnSync('/bin/sh', ['-c', isThere, 'sh', path], {
    env: { PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  })
  if (error || status !== 0) {
    throw new EmbeddedUnavailableError(`the named pipe ${path} cannot be made (${error?.message ?? stderr.trim()}).`)
  }
}
