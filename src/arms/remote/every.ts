import { setTimeout as sleep } from 'node:timers/promises'

/** Does `work` again and again, `ms` after it ended, until the signal aborts. What it throws is `onError`'s. */
export async function every(
  ms: number,
  work: () => Promise<unknown>,
  { signal, onError }: { readonly signal: AbortSignal; onError(error: unknown): void },
): Promise<void> {
  while (!signal.aborted) {
    await sleep(ms, undefined, { signal }).catch(() => {})
    if (!signal.aborted) await work().catch(onError)
  }
}
