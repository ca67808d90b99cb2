import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

export interface Processes {
  /** Starts `octollm` with these arguments; its log goes to the log file. */
  start(args: readonly string[]): ChildProcess
  /** Runs another program of the examples the same way. */
  startScript(file: string, env: Record<string, string>): ChildProcess
  /** SIGTERM to all, and waits for them; what does not end within 15 s is killed. */
  stopAll(): Promise<void>
}

/** The processes of one demo: all with the same environment and one log file. */
export function createProcesses(env: Record<string, string>, logFile: string): Processes {
  const log = openSync(logFile, 'a')
  const running = new Set<ChildProcess>()
  const run = (args: readonly string[], more: Record<string, string> = {}) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env, ...more },
      stdio: ['ignore', log, log],
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    return child
  }
  return {
    start: (args) => run([CLI, ...args]),
    startScript: (file, more) => run([fileURLToPath(new URL(`../${file}`, import.meta.url))], more),
    async stopAll() {
      await Promise.all(
        [...running].map(async (child) => {
          const exited = once(child, 'exit')
          child.kill('SIGTERM')
          const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
          await exited
          clearTimeout(patience)
        }),
      )
    },
  }
}
