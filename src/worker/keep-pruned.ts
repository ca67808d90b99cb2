import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../telemetry/log.ts'

interface Parts {
  /** Deletes what is too old and says how much of what; null when another process is at it. */
  prune(signal: AbortSignal): Promise<Readonly<Record<string, number>> | null>
  readonly log: Logger
  /** One hour when left out. */
  readonly everyMs?: number
}

/** Prunes now and then every so often, until `shutdown` aborts. A failure is logged, and tried again the next time. */
export async function keepPruned({ prune, log, everyMs = 3_600_000 }: Parts, shutdown: AbortSignal): Promise<void> {
  while (!shutdown.aborted) {
    try {
      const pruned = await prune(shutdown)
      if (pruned && Object.values(pruned).some((count) => count > 0)) log.info({ pruned }, 'memory.pruned')
    } catch (error) {
      log.warn({ error }, 'memory.not_pruned')
    }
    await sleep(everyMs, undefined, { signal: shutdown }).catch(() => {}) // woken early to stop
  }
}
