import type { ArmRecordStore } from '../contracts/arm-record.ts'
import type { ArmStatsBook, HandedBook } from './arm-stats.ts'

interface Parts {
  readonly book: HandedBook
  readonly store: ArmRecordStore
  /** How often what changed is handed on; 1,000 when left out. */
  readonly everyMs?: number
  /** How often a process that has nothing to tell asks all the same; 30,000 when left out. */
  readonly idleMs?: number
  /** Told when the others could not be reached; what was to be handed on is kept for the next time. */
  readonly onError?: (error: unknown) => void
}

export interface SharedArmStats extends ArmStatsBook {
  /** Learns what is known, and begins to share. */
  start(): Promise<void>
  /** Hands on what is left and stops. */
  close(): Promise<void>
}

/**
 * A book that processes share. Nothing waits for it: steps are routed by what is known here, and what happened is handed on
 * in the background. A process that is killed loses what it had not handed on, a second's worth.
 */
export function shareArmStats({ book, store, everyMs = 1_000, idleMs = 30_000, onError }: Parts): SharedArmStats {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let isRunning = false
  let idleSince = performance.now()
  let wasBusy = false

  async function exchange(): Promise<void> {
    isRunning = true
    const report = book.report()
    try {
      book.took(report, await store.exchange(report))
    } catch (error) {
      book.took(report, null)
      onError?.(error)
    } finally {
      isRunning = false
      idleSince = performance.now()
    }
  }

  function look(): void {
    if (isRunning) return
    const isBusy = book.isBusy()
    const isDue = isBusy || wasBusy || performance.now() - idleSince >= idleMs
    wasBusy = isBusy
    if (isDue) running = exchange()
  }

  return {
    ...book,
    async start() {
      await exchange()
      timer = setInterval(look, everyMs).unref()
    },
    async close() {
      clearInterval(timer)
      await running
      await exchange()
    },
  }
}
