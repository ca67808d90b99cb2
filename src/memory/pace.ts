import { setTimeout as sleep } from 'node:timers/promises'

export interface PaceOptions {
  /** Calls a second that each arm may make of each operation, in the long run. Default 10. */
  readonly perSecond?: number
  /** How many may come at once after a pause. Default 20. */
  readonly burst?: number
}

/** Waits until the next call of that name is due. Rejects with the signal's reason when it aborts before. */
export type Pace = (name: string, signal: AbortSignal) => Promise<void>

/** Spreads calls over time, by name: whoever comes too often waits, in order, and is not refused. One process. */
export function createPace({ perSecond = 10, burst = 20 }: PaceOptions = {}, now = () => performance.now()): Pace {
  const spacingMs = 1_000 / perSecond
  const nextAt = new Map<string, number>()
  return async (name, signal) => {
    signal.throwIfAborted()
    const present = now()
    // The burst is what a pause has saved up.
    const due = Math.max(nextAt.get(name) ?? Number.NEGATIVE_INFINITY, present - spacingMs * (burst - 1))
    nextAt.set(name, due + spacingMs)
    if (due > present) await sleep(due - present, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}
