import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRunTask } from '../src/worker/run-task.ts'
import { type BenchStep, criticalPathMs, levelsOf, randomPlan } from './support/bench-plan.ts'
import { median, quantile } from './support/bench-report.ts'
import { type BenchSystem, openBenchSystem } from './support/bench-system.ts'
import { buildLevelGraph } from './support/plain-graph.ts'
import { runBench, type Surroundings, toNumber } from './support/run-bench.ts'
import { createSeededRandom } from './support/seeded-random.ts'

interface Options {
  readonly plans: number
  readonly seed: number
}

/** How long a plan took, as multiples of its critical path. */
interface Ratios {
  readonly ready: number
  readonly level: number
  /** What a barrier after each level makes of it if nothing but the steps took time. */
  readonly levelAtBest: number
  readonly addedMsPerStep: number
}

const PLAN = { minSteps: 3, maxSteps: 15, meanMs: 200, longestMs: 1_000 }
const GOAL = 1.05

await runBench<Options>({
  name: 'bench:dag',
  description: 'How much longer a plan takes than its critical path, beside the same plan run level by level.',
  withOptions: (command) =>
    command
      .option('--plans <count>', 'random plans', toNumber, 50)
      .option('--seed <number>', 'decides the plans', toNumber, 1),
  measure,
})

async function measure({ plans, seed }: Options, { database, progress, signal }: Surroundings) {
  const random = createSeededRandom(seed)
  // No step waits for a place: what is measured is the order, not the limit.
  const system = await openBenchSystem({ ...database, parallelSteps: PLAN.maxSteps })
  try {
    await runReady(system, randomPlan(random, PLAN))
    await runByLevels(system, randomPlan(random, PLAN))
    const ratios: Ratios[] = []
    for (let plan = 0; plan < plans; plan += 1) {
      signal.throwIfAborted()
      progress(`${plan} of ${plans} plans run both ways`)
      ratios.push(await compare(system, randomPlan(random, PLAN), plan % 2 === 0))
    }
    return report(ratios)
  } finally {
    await system.close()
  }
}

/** Runs the plan both ways, one after the other. */
async function compare(system: BenchSystem, steps: readonly BenchStep[], readyFirst: boolean): Promise<Ratios> {
  const bestMs = criticalPathMs(steps)
  const early = readyFirst ? await runReady(system, steps) : undefined
  const levelMs = await runByLevels(system, steps)
  const readyMs = early ?? (await runReady(system, steps))
  const barriersMs = levelsOf(steps).reduce((sum, level) => sum + Math.max(...level.map(({ ms }) => ms)), 0)
  return {
    ready: readyMs / bestMs,
    level: levelMs / bestMs,
    levelAtBest: barriersMs / bestMs,
    addedMsPerStep: (readyMs - bestMs) / levelsOf(steps).length,
  }
}

/** From the first `step.started` to the last `step.finished` of the task's events, in milliseconds. */
async function runReady({ graph, tasks, submit }: BenchSystem, steps: readonly BenchStep[]): Promise<number> {
  const taskId = await submit(steps)
  const task = await tasks.claim(taskId, 'bench')
  if (!task) throw new Error('The task could not be claimed.')
  const never = new AbortController().signal
  const end = await createRunTask(graph)(task, { signal: never, drain: never })
  if (end.kind !== 'ended' || end.outcome.status !== 'completed') {
    throw new Error(`The task was not completed: ${JSON.stringify(end)}`)
  }
  await tasks.settle(taskId, task.fence, end.outcome)
  const timesOf = async (type: 'step.started' | 'step.finished') =>
    (await tasks.events(taskId, 0)).filter((event) => event.type === type).map(({ at }) => Date.parse(at))
  return Math.max(...(await timesOf('step.finished'))) - Math.min(...(await timesOf('step.started')))
}

/** From the start of the first step to the end of the last, in milliseconds. */
async function runByLevels({ checkpointer }: BenchSystem, steps: readonly BenchStep[]): Promise<number> {
  const startedAt: number[] = []
  const endedAt: number[] = []
  const graph = buildLevelGraph({
    steps,
    checkpointer,
    async runStep({ ms }) {
      startedAt.push(performance.now())
      await sleep(ms)
      endedAt.push(performance.now())
    },
  })
  const configurable = { thread_id: randomUUID() }
  await graph.invoke({ goal: 'carry out the plan' }, { configurable, durability: 'sync', recursionLimit: 100 })
  return Math.max(...endedAt) - Math.min(...startedAt)
}

function report(ratios: readonly Ratios[]) {
  const row = (name: string, of: (ratio: Ratios) => number) => {
    const samples = ratios.map(of)
    const figures = [median(samples), quantile(samples, 0.9), Math.max(...samples)]
    return [name, ...figures.map((figure) => figure.toFixed(3))]
  }
  const ready = median(ratios.map((ratio) => ratio.ready))
  const added = median(ratios.map((ratio) => ratio.addedMsPerStep))
  return {
    tables: [
      {
        title: `Time from the first step's start to the last one's end, divided by the critical path; ${ratios.length} random plans of ${PLAN.minSteps}–${PLAN.maxSteps} steps, ${PLAN.meanMs} ms each on average`,
        columns: ['', 'median', 'p90', 'max'],
        rows: [
          row('each step as soon as its own dependencies are done (ours)', (ratio) => ratio.ready),
          row('level by level, plain LangGraph, same checkpointer', (ratio) => ratio.level),
          row('level by level, computed: steps alone, nothing around them', (ratio) => ratio.levelAtBest),
        ],
      },
    ],
    goals: [{ what: `a median of at most ${GOAL} (measured ${ready.toFixed(3)})`, met: ready <= GOAL }],
    notes: [
      `Ours adds ${added.toFixed(1)} ms (median) per step of the longest chain of dependencies. In it are four statements per step: each step's start and end is committed before anything that depends on it begins. Plain LangGraph commits a level at a time and keeps no journal.`,
      'Ours is timed by its event table, plain LangGraph by its own clock around each step.',
    ],
  }
}
