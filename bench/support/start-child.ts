import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Child {
  readonly pid: number
  /** Lets it begin. */
  go(): void
  kill(): void
  /** The next line it prints; rejects when it ends without one. */
  line(): Promise<string>
  /** Closes its standard input, at which it stops, and waits until it has ended. */
  stop(): Promise<void>
}

/** Starts a script of this folder with `options` and resolves when it says that it is ready. */
export async function startChild(script: string, options: object): Promise<Child> {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [file, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  child.stdin.on('error', () => {}) // it may be dead already
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const line = async () => {
    const next = await lines.next()
    if (next.done) throw new Error(`${script} ended without a word. What it wrote to standard error says why.`)
    return next.value
  }
  await line()
  return {
    pid: child.pid ?? 0,
    go: () => void child.stdin.write('go\n'),
    kill: () => void child.kill('SIGKILL'),
    line,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
