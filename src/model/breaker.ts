import { CircuitState, circuitBreaker, handleWhen, type IBreaker } from 'cockatiel'

export interface BreakerOptions {
  /** Failures within the window that open it. Default 5. */
  readonly failures?: number
  /** Default 60,000. */
  readonly windowMs?: number
  /** How long it stays open before calls are let through on trial. Default 60,000. */
  readonly openMs?: number
  /** Good trial calls that close it; one bad one opens it again. Default 3. */
  readonly closeAfter?: number
}

export interface Breaker {
  /** Runs the call, or throws cockatiel's BrokenCircuitError at once while the breaker is open. */
  run<Result>(call: () => Promise<Result>): Promise<Result>
  /** True while a call would be turned away. False again once trial calls are due, although none was made yet. */
  isOpen(): boolean
  /** 0 closed, 0.5 half open, 1 open. */
  level(): number
  /** Milliseconds until trial calls are let through; 0 when it is not open. */
  opensAgainInMs(): number
}

/** A circuit breaker that counts failures in a sliding window. What `isFailure` does not hold for leaves it alone. */
export function createBreaker(
  { failures = 5, windowMs = 60_000, openMs = 60_000, closeAfter = 3 }: BreakerOptions,
  isFailure: (error: unknown) => boolean,
): Breaker {
  const policy = circuitBreaker(handleWhen(isFailure), {
    breaker: createWindow(failures, windowMs),
    halfOpenAfter: openMs,
    halfOpenSampling: { calls: closeAfter, threshold: 0 },
  })
  let openedAt = 0
  policy.onBreak(() => {
    openedAt = Date.now()
  })
  const opensAgainInMs = () => (policy.state === CircuitState.Open ? Math.max(0, openedAt + openMs - Date.now()) : 0)
  return {
    run: (call) => policy.execute(call),
    isOpen: () => opensAgainInMs() > 0,
    level: () => LEVELS[policy.state],
    opensAgainInMs,
  }
}

const LEVELS: Readonly<Record<CircuitState, number>> = {
  [CircuitState.Closed]: 0,
  [CircuitState.HalfOpen]: 0.5,
  [CircuitState.Open]: 1,
  [CircuitState.Isolated]: 1,
}

// cockatiel's own breakers count failures in a row, or their share: neither is "so many within so long".
function createWindow(failures: number, windowMs: number): IBreaker {
  let times: number[] = []
  return {
    state: undefined,
    success(state) {
      if (state === CircuitState.HalfOpen) times = []
    },
    failure() {
      const now = Date.now()
      times = [...times.filter((time) => now - time < windowMs), now]
      return times.length >= failures
    },
  }
}
