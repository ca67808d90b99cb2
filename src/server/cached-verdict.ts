import { createHash } from 'node:crypto'
import type { Reflex, ReflexVerdict } from '../reflex/reflex.ts'

/** Spans and verdicts, no text: the sanitised text is made anew for whoever asks, from the text they sent. */
type KeptVerdict = Omit<ReflexVerdict, 'sanitizedText'>

export interface VerdictCache {
  get(key: string): KeptVerdict | null
  put(key: string, verdict: ReflexVerdict): void
}

const MAX_ENTRIES = 10_000
const CLEAN_MS = 300_000
const FOUND_MS = 60_000

/** Verdicts of this process: 300 s for clean texts, 60 s for texts with findings, the 10,000 newest. */
export function createVerdictCache({ now = Date.now }: { now?: () => number } = {}): VerdictCache {
  const entries = new Map<string, { readonly verdict: KeptVerdict; readonly until: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return null
      if (entry.until > now()) return entry.verdict
      entries.delete(key)
      return null
    },
    put(key, { sanitizedText: _, ...verdict }) {
      const isClean = verdict.piiMatches.length === 0 && verdict.injectionMatches.length === 0
      entries.set(key, { verdict, until: now() + (isClean ? CLEAN_MS : FOUND_MS) })
      const [oldest] = entries.keys()
      if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
    },
  }
}

/** The exact text, the checks that were asked for, and the rules: another of any of them is another verdict. */
export function verdictKey(
  reflex: Reflex,
  text: string,
  checks: { checkPii: boolean; checkInjection: boolean },
): string {
  const parts = JSON.stringify([reflex.version, checks.checkPii, checks.checkInjection, text])
  return createHash('sha256').update(parts).digest('base64')
}
