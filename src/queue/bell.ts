/** Wakes one sleeper. A ring that nobody heard is kept for the next one to lie down. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, or after `limitMs`. */
  wait(limitMs: number): Promise<void>
}

export function createBell(): Bell {
  let isRung = false
  let wakeSleeper = () => {}
  return {
    ring() {
      isRung = true
      wakeSleeper()
    },
    async wait(limitMs) {
      if (!isRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, limitMs)
          wakeSleeper = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      isRung = false
      wakeSleeper = () => {}
    },
  }
}
