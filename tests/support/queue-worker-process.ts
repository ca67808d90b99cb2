import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import type { QueueWorkerEvent, QueueWorkerOptions } from './queue-worker.ts'

const SCRIPT = fileURLToPath(new URL('queue-worker.ts', import.meta.url))

export interface QueueWorkerProcess {
  readonly workerId: string
  readonly events: readonly QueueWorkerEvent[]
  /** The tasks that `name` happened to, in order. */
  tasks(name: QueueWorkerEvent['name']): string[]
  /** Resolves once the process has begun as many jobs as this. */
  begun(count: number): Promise<void>
  signal(name: NodeJS.Signals): void
  /** Sends the signal and waits for the end. */
  end(name: NodeJS.Signals): Promise<void>
}

/** A worker process that is ready to take jobs. */
export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorkerProcess> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const events: QueueWorkerEvent[] = []
  createInterface(child.stdout).on('line', (line) => events.push(JSON.parse(line)))
  const tasks = (name: QueueWorkerEvent['name']) =>
    events.filter((event) => event.name === name).map(({ taskId }) => taskId)
  const atLeast = (name: QueueWorkerEvent['name'], count: number) =>
    vi.waitUntil(() => tasks(name).length >= count, { timeout: 20_000, interval: 10 })
  await atLeast('ready', 1)
  return {
    workerId: options.workerId,
    events,
    tasks,
    begun: async (count) => void (await atLeast('started', count)),
    signal: (name) => void child.kill(name),
    async end(name) {
      child.kill(name)
      await exited
    },
  }
}
