import { z } from 'zod'
import { type Arm, defineArm } from '../../src/arms/arm.ts'
import { createArmStats } from '../../src/arms/arm-stats.ts'
import { createRouter } from '../../src/arms/route-step.ts'
import { createSeededRandom } from './seeded-random.ts'

/** An arm of a trial: how likely its call succeeds, by the number of the step. */
interface TrialArm {
  readonly id: string
  success(step: number): number
  readonly latencyMs: number
}

export interface Trial {
  readonly name: string
  readonly arms: readonly TrialArm[]
  /** The arm that every plan names; none when left out. */
  readonly named?: string
  /** The arms are so close that it takes more calls than that to tell them apart. */
  readonly isClose?: true
  /** An arm that gets worse, and at which step. */
  readonly degrades: { readonly id: string; readonly at: number }
  /** An arm that becomes the best, and at which step. */
  readonly recovers: { readonly id: string; readonly at: number }
}

export const STEPS = 900
const DEGRADES_AT = 300
const RECOVERS_AT = 600
const MS_BETWEEN_STEPS = 1_000

const steady = (id: string, success: number, latencyMs: number): TrialArm => ({ id, success: () => success, latencyMs })

/** As good as `usual`, except from the step where it degrades to the one where it recovers. */
const broken = (usual: number, meanwhile: number): TrialArm => ({
  id: 'best',
  success: (step) => (step >= DEGRADES_AT && step < RECOVERS_AT ? meanwhile : usual),
  latencyMs: 800,
})

const sameArm = { degrades: { id: 'best', at: DEGRADES_AT }, recovers: { id: 'best', at: RECOVERS_AT } }
const breakdown = { arms: [broken(0.95, 0.2), steady('second', 0.8, 700), steady('third', 0.6, 300)], ...sameArm }

export const TRIALS: readonly Trial[] = [
  { name: 'the best breaks down and recovers', ...breakdown },
  { name: 'the same, and every plan names it', named: 'best', ...breakdown },
  {
    name: 'the best gets somewhat worse and recovers',
    arms: [broken(0.95, 0.5), steady('second', 0.85, 700), steady('third', 0.75, 300)],
    ...sameArm,
    isClose: true,
  },
  {
    name: 'the best breaks down, later another recovers',
    arms: [
      { id: 'best', success: (step) => (step < DEGRADES_AT ? 0.95 : 0.2), latencyMs: 800 },
      { id: 'other', success: (step) => (step < RECOVERS_AT ? 0.3 : 0.95), latencyMs: 900 },
      steady('second', 0.8, 700),
      steady('third', 0.6, 300),
    ],
    degrades: { id: 'best', at: DEGRADES_AT },
    recovers: { id: 'other', at: RECOVERS_AT },
  },
]

/** What gives each step its arms, best first, and is told how each call went. */
interface Policy {
  order(step: number): readonly string[]
  told(armId: string, call: { readonly ok: boolean; readonly latencyMs: number }): void
}

export const POLICIES = { 'our router': ourRouter, 'round robin': roundRobin, greedy } as const

export interface TrialResult {
  /** Expected successes that the first choices missed, as a share of those of an oracle that knows every probability. */
  readonly regret: number
  /** Steps from the change until the degraded arm gets at most 4 of 20; `STEPS` when it never does. */
  readonly leftAfter: number
  /** Steps from the change until the arm that has become the best gets at least 16 of 20; `STEPS` when it never does. */
  readonly foundAfter: number
}

/** One step after another; a failed one goes to the next arm, as in a task. What is judged is the first choice. */
export function runTrial(trial: Trial, policyOf: (trial: Trial) => Policy, seed: number): TrialResult {
  const random = createSeededRandom(seed)
  const policy = policyOf(trial)
  const chosen: string[] = []
  let missed = 0
  let possible = 0
  for (let step = 0; step < STEPS; step += 1) {
    const chances = new Map(trial.arms.map(({ id, success }) => [id, success(step)]))
    const order = policy.order(step)
    const [first = ''] = order
    chosen.push(first)
    const best = Math.max(...chances.values())
    missed += best - (chances.get(first) ?? 0)
    possible += best
    for (const id of order) {
      const ok = random() < (chances.get(id) ?? 0)
      policy.told(id, { ok, latencyMs: trial.arms.find((arm) => arm.id === id)?.latencyMs ?? 0 })
      if (ok) break
    }
  }
  const { degrades, recovers } = trial
  return {
    regret: missed / possible,
    leftAfter: settledAfter(chosen, degrades.at, degrades.id, (share) => share <= 4),
    foundAfter: settledAfter(chosen, recovers.at, recovers.id, (share) => share >= 16),
  }
}

const WINDOW = 20

function settledAfter(chosen: readonly string[], from: number, id: string, isSettled: (share: number) => boolean) {
  for (let step = from; step + WINDOW <= STEPS; step += 1) {
    const share = chosen.slice(step, step + WINDOW).filter((armId) => armId === id).length
    if (isSettled(share)) return step - from
  }
  return STEPS
}

/** The router and the book of `src`, on a clock that goes on by one second a step. */
function ourRouter({ arms, named = 'nobody' }: Trial): Policy {
  let now = 0
  const stats = createArmStats({ now: () => now })
  const route = createRouter({ all: arms.map(({ id }) => toArm(id)) }, stats)
  return {
    order(step) {
      now = step * MS_BETWEEN_STEPS
      return route({ stepId: step + 1, armId: named, requiredCapabilities: ['work'] }).arms.map(({ id }) => id)
    },
    told: stats.record,
  }
}

const anything = z.record(z.string(), z.unknown())

const toArm = (id: string): Arm =>
  defineArm({
    id,
    name: id,
    version: '1.0.0',
    description: 'Simulated.',
    capabilities: ['work'],
    costTier: 2,
    inputSchema: anything,
    outputSchema: anything,
    maxConcurrent: 10,
    sideEffects: false,
    actsOnWorld: false,
    execute: async () => ({ output: {}, confidence: 1 }),
  })

function roundRobin({ arms }: Trial): Policy {
  const ids = arms.map(({ id }) => id)
  return {
    order: (step) => [...ids.slice(step % ids.length), ...ids.slice(0, step % ids.length)],
    told() {},
  }
}

/** The best share of successes so far, of all calls ever. */
function greedy({ arms }: Trial): Policy {
  const calls = new Map(arms.map(({ id }) => [id, { ok: 0, all: 0 }]))
  const rate = (id: string) => {
    const { ok = 0, all = 0 } = calls.get(id) ?? {}
    return (ok + 1) / (all + 2)
  }
  return {
    order: () => [...calls.keys()].sort((left, right) => rate(right) - rate(left)),
    told(armId, { ok }) {
      const known = calls.get(armId)
      if (!known) return
      known.all += 1
      if (ok) known.ok += 1
    },
  }
}
