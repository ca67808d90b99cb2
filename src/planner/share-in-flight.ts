/** Work that several callers want at once is done once. */
export interface InFlight<Result> {
  /**
   * Runs `work`, or waits for the run of an equal key. `isShared` tells a caller that somebody else's run was used. When
   * that run fails in a way that is its caller's own (`isPrivate`: aborted, out of budget), `work` is run after all.
   */
  run(key: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<{ result: Result; isShared: boolean }>
}

export function createInFlight<Result>(isPrivate: (error: unknown) => boolean): InFlight<Result> {
  const running = new Map<string, Promise<Result>>()

  const lead = async (key: string, work: () => Promise<Result>): Promise<{ result: Result; isShared: boolean }> => {
    const run = work().finally(() => running.delete(key))
    running.set(key, run)
    return { result: await run, isShared: false }
  }

  return {
    async run(key, work, signal) {
      for (let run = running.get(key); run; run = running.get(key)) {
        const outcome = await settled(run, signal)
        if ('result' in outcome) return { result: outcome.result, isShared: true }
        if (!isPrivate(outcome.error)) throw outcome.error
      }
      return lead(key, work)
    },
  }
}

/** How the run ended, as a value; throws the signal's reason when the one who waits is aborted first. */
async function settled<Result>(
  run: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<{ result: Result } | { error: unknown }> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal?.reason)
  signal?.throwIfAborted()
  signal?.addEventListener('abort', onAbort, { once: true })
  const ended = run.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  )
  return Promise.race([ended, aborted]).finally(() => signal?.removeEventListener('abort', onAbort))
}
