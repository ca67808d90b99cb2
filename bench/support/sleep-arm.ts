import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Arm, defineArm } from '../../src/arms/arm.ts'

export const SLEEP_ARM = 'sleeper'

/** A line of the run log: what an arm really did, whatever the database says. */
export interface RunLogLine {
  readonly taskId: string
  readonly stepId: number
  readonly mark: 'start' | 'end'
  readonly pid: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** An arm that sleeps for `inputs.ms`. With a run log each start and end is on disk before it goes on. */
export function createSleepArm(runLog?: string): Arm {
  const write = runLog === undefined ? () => {} : createRunLog(runLog)
  return defineArm({
    id: SLEEP_ARM,
    name: 'Sleeper',
    version: '1.0.0',
    description: 'Sleeps for a while.',
    capabilities: ['sleeping'],
    costTier: 1,
    inputSchema: z.object({ ms: z.number().min(0) }),
    outputSchema: z.object({ slept_ms: z.number() }),
    maxConcurrent: 1_000,
    sideEffects: false,
    actsOnWorld: false,
    async execute({ ms }, { taskId, stepId, signal }) {
      write({ taskId, stepId, mark: 'start' })
      if (ms > 0) await sleep(ms, undefined, { signal })
      write({ taskId, stepId, mark: 'end' })
      return { output: { slept_ms: ms }, confidence: 1 }
    },
  })
}

function createRunLog(file: string) {
  // Opened for appending, so that the lines of several processes do not overwrite each other.
  const log = openSync(file, 'a')
  process.once('exit', () => closeSync(log))
  return (line: Pick<RunLogLine, 'taskId' | 'stepId' | 'mark'>) => {
    writeSync(log, `${JSON.stringify({ ...line, pid: process.pid, at: Date.now() } satisfies RunLogLine)}\n`)
    fsyncSync(log)
  }
}
