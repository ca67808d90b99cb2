import { spawnSync } from 'node:child_process'

/** Debian's own Python where there is one, else the first in the PATH. An arm in Python has nothing else to run on. */
export function findPython(): string {
  const found = ['/usr/bin/python3', 'python3'].find((command) => spawnSync(command, ['--version']).status === 0)
  if (!found) throw new Error('These tests run an arm that is written in Python: install python3.')
  return found
}
