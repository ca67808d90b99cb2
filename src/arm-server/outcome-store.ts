import { LRUCache } from 'lru-cache'
import type { ArmOutcome } from '../contracts/step.ts'

/** What is remembered of an idempotency key after its call has ended. */
export type Remembered =
  | { readonly state: 'done'; readonly fingerprint: string; readonly outcome: ArmOutcome }
  /** It was stopped, or broke off, after it had begun: what it had done by then is not known. */
  | { readonly state: 'stopped'; readonly fingerprint: string }

export interface OutcomeStore {
  get(key: string): Remembered | undefined
  set(key: string, remembered: Remembered): void
}

const MAX_OUTCOMES = 1_000
const MAX_TOTAL_BYTES = 64 * 1024 * 1024
const KEPT_MS = 3_600_000

/**
 * The last 1,000 outcomes of an hour, in at most 64 MB of this process's memory; the least recently asked for go first. A
 * restart forgets them all.
 */
export function createOutcomeStore(): OutcomeStore {
  const cache = new LRUCache<string, Remembered>({
    max: MAX_OUTCOMES,
    maxSize: MAX_TOTAL_BYTES,
    ttl: KEPT_MS,
    sizeCalculation: (remembered, key) => key.length + Buffer.byteLength(JSON.stringify(remembered)),
  })
  return { get: (key) => cache.get(key), set: (key, remembered) => void cache.set(key, remembered) }
}
