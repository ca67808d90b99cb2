import { median } from './support/bench-report.ts'
import { POLICIES, runTrial, STEPS, TRIALS, type Trial, type TrialResult } from './support/router-trial.ts'
import { runPlainBench, toNumber } from './support/run-bench.ts'

const MOST_REGRET = 0.1
const MOST_STEPS = 20

await runPlainBench<{ readonly seeds: number }>({
  name: 'bench:router',
  description: 'How much is lost by not knowing which arm is best, and how soon a change is seen.',
  withOptions: (command) => command.option('--seeds <count>', 'runs of each trial', toNumber, 100),
  async measure({ seeds }) {
    const trials = TRIALS.map((trial) => measureTrial(trial, seeds))
    const ours = trials.flatMap(({ rows }) => rows.filter(({ policy }) => policy === 'our router'))
    const worstRegret = Math.max(...ours.flatMap(({ results }) => results.map(({ regret }) => regret)))
    const slowest = (of: (result: TrialResult) => number, rows = ours) =>
      Math.max(...rows.map(({ results }) => median(results.map(of))))
    const left = slowest(({ leftAfter }) => leftAfter)
    const found = slowest(
      ({ foundAfter }) => foundAfter,
      ours.filter(({ isClose }) => !isClose),
    )
    return {
      tables: trials.map(({ title, rows }) => ({
        title,
        columns: [
          '',
          'regret: mean, worst',
          'steps until left: median, mean, worst',
          'steps until found: median, mean, worst',
        ],
        rows: rows.map(({ policy, results }) => [policy, ...describe(results)]),
      })),
      goals: [
        {
          what: `a regret of at most 10 % in every run of every trial (worst: ${percent(worstRegret)})`,
          met: worstRegret <= MOST_REGRET,
        },
        {
          what: `an arm that breaks down left within ${MOST_STEPS} steps, median of each trial (slowest: ${left})`,
          met: left <= MOST_STEPS,
        },
        {
          what: `an arm that has become the best found within ${MOST_STEPS} steps, median of each trial but the one of close arms (slowest: ${found})`,
          met: found <= MOST_STEPS,
        },
      ],
      notes: [
        `${STEPS} steps a run, ${seeds} runs a trial; arms are simulated, the router and its book are the real ones, on a clock of their own.`,
        'Regret: expected successes that the first choices missed, as a share of those of an oracle that knows every probability at every moment. A failed step goes to the next arm, as in a task; that is not counted as a success here.',
        'Left: at most 4 of the next 20 steps go to it. Found: at least 16 of the next 20 do. "Never": not before the run ended; the mean is of the other runs.',
      ],
    }
  },
})

function measureTrial(trial: Trial, seeds: number) {
  const rows = Object.entries(POLICIES).map(([policy, policyOf]) => ({
    policy,
    isClose: trial.isClose ?? false,
    results: Array.from({ length: seeds }, (_, index) => runTrial(trial, policyOf, index + 1)),
  }))
  const chances = trial.arms.map(({ id, success }) => `${id} ${[0, 300, 600].map(success).join(' → ')}`)
  return { title: `${trial.name} (${chances.join(', ')})`, rows }
}

function describe(results: readonly TrialResult[]): string[] {
  const regrets = results.map(({ regret }) => regret)
  return [
    `${percent(mean(regrets))}, ${percent(Math.max(...regrets))}`,
    steps(results.map(({ leftAfter }) => leftAfter)),
    steps(results.map(({ foundAfter }) => foundAfter)),
  ]
}

function steps(counts: readonly number[]): string {
  const never = counts.filter((count) => count === STEPS).length
  if (never === counts.length) return 'never'
  const typical = median(counts) === STEPS ? 'never' : median(counts)
  const worst = never > 0 ? `never in ${never} runs` : Math.max(...counts)
  return `${typical}, ${mean(counts.filter((count) => count < STEPS)).toFixed(1)}, ${worst}`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
