import { Fault } from '../../src/contracts/fault.ts'
import type { Meter, Spend } from '../../src/model/model.ts'

/** A meter that writes down what it was asked for, and refuses to reserve more than `maxTokens`. */
export function createTestMeter({ maxTokens = Number.POSITIVE_INFINITY } = {}) {
  const reserved: (Spend & { purpose: string })[] = []
  const settled: Spend[] = []
  const meter: Meter = {
    async reserve(worstCase, purpose) {
      if (worstCase.tokens > maxTokens) throw new Fault('BUDGET_EXCEEDED', 'The budget has too few tokens left.')
      reserved.push({ ...worstCase, purpose })
      return {
        async settle(actual) {
          settled.push(actual)
        },
      }
    },
  }
  return { meter, reserved, settled }
}
