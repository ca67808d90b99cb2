export interface Limiter {
  /** Runs `fn` as soon as fewer than the limit are running, first come first served. Waiting ends with the signal's reason. */
  run<Result>(fn: () => Promise<Result>, signal: AbortSignal): Promise<Result>
}

/** A counting semaphore. Throws a RangeError when `max` is not a whole number of at least 1. */
export function createLimiter(max: number): Limiter {
  if (!Number.isInteger(max) || max < 1)
    throw new RangeError(`A limit must be a whole number of at least 1, not ${max}`)
  const waiting = new Set<() => void>()
  let running = 0

  function acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (running < max) {
      running += 1
      return Promise.resolve()
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const enter = () => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    const leave = () => {
      waiting.delete(enter)
      reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    waiting.add(enter)
    return promise
  }

  // The place goes straight to the next in line, so that nobody who comes in between can take it.
  function release(): void {
    const [next] = waiting
    if (!next) {
      running -= 1
      return
    }
    waiting.delete(next)
    next()
  }

  return {
    async run(fn, signal) {
      await acquire(signal)
      try {
        return await fn()
      } finally {
        release()
      }
    },
  }
}
