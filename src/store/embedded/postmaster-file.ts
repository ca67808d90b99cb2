import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What Postgres notes in its data folder about the server that runs on it, or ran and was killed. */
export interface PostmasterFile {
  readonly pid: number
  /** Whether that process is alive and really is the server of this folder, not a later owner of the same number. */
  readonly alive: boolean
  readonly stopping: boolean
}

// The file has one fact a line: the first is the process id, the eighth the state.
const STATE_LINE = 7

/** `undefined` when the last server ended in good order, or none ever ran. */
export function readPostmasterFile(clusterDir: string): PostmasterFile | undefined {
  const lines = readIfThere(join(clusterDir, 'postmaster.pid')).split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  if (!(pid > 0)) return undefined
  return {
    pid,
    alive: commandOf(pid).includes(` -D ${clusterDir} `),
    stopping: lines[STATE_LINE]?.trim() === 'stopping',
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // Postgres removes it at any moment
  }
}

function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return '' // no such process
  }
}
