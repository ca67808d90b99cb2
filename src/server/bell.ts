/** Wakes one waiter. A ring that nobody waited for is kept for the next. */
export interface Bell {
  ring(): void
  next(): Promise<void>
}

export function createBell(): Bell {
  let waiting = Promise.withResolvers<void>()
  return {
    ring: () => waiting.resolve(),
    async next() {
      await waiting.promise
      waiting = Promise.withResolvers<void>()
    },
  }
}
