import { describe, expect, it } from 'vitest'
import { POLICIES, runTrial, TRIALS, type Trial } from '../../../bench/support/router-trial.ts'

const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1)
const median = (values: readonly number[]) => values.toSorted((left, right) => left - right)[12] ?? Number.NaN

const run = (trial: Trial, policy: keyof typeof POLICIES) =>
  SEEDS.map((seed) => runTrial(trial, POLICIES[policy], seed))

describe.each(TRIALS)('when $name, the router', (trial) => {
  const results = run(trial, 'our router')
  const regrets = results.map(({ regret }) => regret)

  it('never loses more than a tenth of what an oracle would get', () => {
    expect(Math.max(...regrets)).toBeLessThanOrEqual(0.1)
  })

  it('leaves the arm within 20 steps, and finds the one that has become the best, in most runs', () => {
    expect(median(results.map(({ leftAfter }) => leftAfter))).toBeLessThanOrEqual(20)
    // How many calls it takes to tell two arms apart grows with the square of how close they are.
    expect(median(results.map(({ foundAfter }) => foundAfter))).toBeLessThanOrEqual(trial.isClose ? 80 : 20)
  })

  it('loses less than taking turns, and than always taking who was best so far', () => {
    const worst = Math.max(...regrets)
    const lossOf = (policy: keyof typeof POLICIES) => median(run(trial, policy).map(({ regret }) => regret))
    expect(worst).toBeLessThan(lossOf('round robin'))
    expect(median(regrets)).toBeLessThan(lossOf('greedy'))
  })
})
