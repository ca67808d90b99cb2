import type { ChildProcess } from 'node:child_process'
import process from 'node:process'

/** Ends a process that leads a group, and the whole group. Does nothing when it is gone already. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL') // a system without process groups, or a process that is gone already
  }
}
