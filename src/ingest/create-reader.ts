import { availableParallelism } from 'node:os'
import { readDocument } from './read-document.ts'
import { READ_MS } from './reader-limits.ts'
import { type ReaderProcess, startReader } from './reader-process.ts'
import type { RawDocument, Reading } from './reading.ts'

/** Reads documents that may be hostile: each within 30 s and 1 GB, and none can end or hold up this process. */
export interface Reader {
  read(raw: RawDocument): Promise<Reading>
  /** Ends what is being read; its answer is then that it was refused. */
  close(): void
}

interface Options {
  /** How many documents are read at once; two, or fewer where there are fewer processors. */
  readonly processes?: number
  readonly limitMs?: number
}

// Cutting text takes time in proportion to its length, some milliseconds for this much: less than a message costs.
const SMALL_BYTES = 262_144
const LIGHT: ReadonlySet<string> = new Set(['text/plain', 'text/markdown'])

/** Reads in processes of its own, which start with the first document that needs one and end when there are none. */
export function createReader({
  processes = Math.min(2, availableParallelism()),
  limitMs = READ_MS,
}: Options = {}): Reader {
  const idle: ReaderProcess[] = []
  const running = new Set<ReaderProcess>()
  const waiting: (() => void)[] = []
  let closed = false

  /** Null when the reader is closed. */
  const take = async (): Promise<ReaderProcess | null> => {
    if (closed) return null
    const known = idle.pop()
    if (known) return known
    if (running.size < processes) {
      const started = startReader(limitMs, () => drop(started))
      running.add(started)
      return started
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
    return take()
  }
  const drop = (gone: ReaderProcess) => {
    running.delete(gone)
    if (idle.includes(gone)) idle.splice(idle.indexOf(gone), 1)
    waiting.shift()?.()
  }

  return {
    async read(raw) {
      if (LIGHT.has(raw.mediaType) && raw.bytes.length <= SMALL_BYTES) return readDocument(raw)
      const taken = await take()
      if (taken === null) return { refused: 'was not read: indexing was stopped', gaveUp: true }
      const reading = await taken.read(raw)
      if (running.has(taken)) idle.push(taken)
      waiting.shift()?.()
      return reading
    },
    close() {
      closed = true
      for (const process of running) process.kill()
      for (const wake of waiting.splice(0)) wake()
    },
  }
}
