import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { type BenchStep, randomPlan } from './support/bench-plan.ts'
import { median } from './support/bench-report.ts'
import { type BenchSystem, openBenchSystem } from './support/bench-system.ts'
import { findReruns, type JournalRow } from './support/find-reruns.ts'
import { runBench, type Surroundings, toNumber } from './support/run-bench.ts'
import { createSeededRandom } from './support/seeded-random.ts'
import type { RunLogLine } from './support/sleep-arm.ts'
import { type Child, startChild } from './support/start-child.ts'
import type { WorkerOptions } from './support/worker.ts'

interface Options {
  readonly tasks: number
  readonly kills: number
  readonly seed: number
}

interface Worker {
  readonly workerId: string
  readonly child: Child
}

/** A worker was killed while it had these tasks in hand. */
interface Kill {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly held: readonly { readonly id: string; readonly fence: number }[]
}

const STEPS = 6
const WORKERS = 2
const STEP_MS = { meanMs: 2_000, longestMs: 3_000 }
const BETWEEN_KILLS_MS = { least: 800, most: 2_200 }
const GOAL_TAKEOVER_S = 5
const GIVE_UP_AFTER_MS = 170_000

await runBench<Options>({
  name: 'bench:recovery',
  description: 'Kills workers with SIGKILL while they have tasks in hand, and counts what was lost or done twice.',
  withOptions: (command) =>
    command
      .option('--tasks <count>', 'tasks of six steps each', toNumber, 40)
      .option('--kills <count>', 'workers to kill', toNumber, 10)
      .option('--seed <number>', 'decides plans, victims and moments', toNumber, 1),
  measure,
})

async function measure({ tasks, kills, seed }: Options, { database, progress, signal }: Surroundings) {
  const random = createSeededRandom(seed)
  const runLog = join(tmpdir(), `octollm-bench-${randomUUID()}.log`)
  const system = await openBenchSystem(database)
  const workers: Worker[] = []
  const start = async () => {
    const workerId = `worker-${randomUUID()}`
    // All tasks are in flight at once, and no step waits for a place.
    const limits = { concurrency: Math.ceil(tasks / WORKERS), parallelSteps: tasks * STEPS }
    const options: WorkerOptions = { url: database.url, workerId, ...limits, runLog }
    const child = await startChild('worker.ts', options)
    child.go()
    workers.push({ workerId, child })
  }
  try {
    const plan = (): BenchStep[] => randomPlan(random, { minSteps: STEPS, maxSteps: STEPS, ...STEP_MS })
    for (let task = 0; task < tasks; task += 1) await system.submit(plan())
    await Promise.all(Array.from({ length: WORKERS }, start))
    const killed = await killAtRandom({ system, workers, start, random, kills, progress, signal })
    await allEnded(system, progress, signal)
    await Promise.all(workers.map(({ child }) => child.stop()))
    return await report(system.pool, killed, toLines(await readFile(runLog, 'utf8')), { tasks, kills })
  } finally {
    for (const { child } of workers) child.kill()
    await system.close()
    await rm(runLog, { force: true })
  }
}

interface Killing {
  readonly system: BenchSystem
  readonly workers: Worker[]
  start(): Promise<void>
  random(): number
  readonly kills: number
  progress(text: string): void
  readonly signal: AbortSignal
}

async function killAtRandom({ system, workers, start, random, kills, progress, signal }: Killing): Promise<Kill[]> {
  const killed: Kill[] = []
  const replacements: Promise<void>[] = []
  while (killed.length < kills && (await countEnded(system.pool)).open > 0) {
    const { least, most } = BETWEEN_KILLS_MS
    await sleep(least + random() * (most - least), undefined, { signal })
    const victim = workers[Math.floor(random() * workers.length)]
    const holding = new Set((await heldBy(system.pool)).map(({ worker_id }) => worker_id))
    if (!victim || !holding.has(victim.workerId)) continue
    const at = Date.now()
    victim.child.kill()
    workers.splice(workers.indexOf(victim), 1)
    replacements.push(start())
    // Asked after the kill: what it settled before does not count as held.
    killed.push({ at, held: (await heldBy(system.pool)).filter((task) => task.worker_id === victim.workerId) })
    progress(`${killed.length} of ${kills} workers killed`)
  }
  await Promise.all(replacements)
  return killed
}

async function heldBy(pool: pg.Pool) {
  const { rows } = await pool.query<{ id: string; fence: number; worker_id: string }>(
    `select id, fence::float8, worker_id from tasks where status = 'processing' and worker_id is not null`,
  )
  return rows
}

async function countEnded(pool: pg.Pool) {
  const { rows } = await pool.query<{ open: number; completed: number }>(
    `select count(*) filter (where completed_at is null)::int as open,
      count(*) filter (where status = 'completed')::int as completed from tasks`,
  )
  return rows[0] ?? { open: 0, completed: 0 }
}

async function allEnded(system: BenchSystem, progress: (text: string) => void, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS
  for (;;) {
    const { open, completed } = await countEnded(system.pool)
    progress(`all kills done, ${completed} tasks completed, ${open} to go`)
    if (open === 0 || performance.now() > giveUpAt) return
    await sleep(200, undefined, { signal })
  }
}

function toLines(text: string): RunLogLine[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line))
}

async function report(
  pool: pg.Pool,
  killed: readonly Kill[],
  log: readonly RunLogLine[],
  asked: Omit<Options, 'seed'>,
) {
  const { completed } = await countEnded(pool)
  const { rows: journal } = await pool.query<JournalRow>(
    `select task_id, step_id, (extract(epoch from finished_at) * 1000)::float8 as finished_at from step_journal
      where state = 'finished'`,
  )
  const { rows: events } = await pool.query<{ again: number }>(
    `select count(*)::int as again from task_events finished join task_events started using (task_id)
      where finished.type = 'step.finished' and started.type = 'step.started' and started.seq > finished.seq
        and started.data ->> 'round' = finished.data ->> 'round' and started.data ->> 'stepId' = finished.data ->> 'stepId'`,
  )
  const failures = await failuresOf(pool)
  const reruns = findReruns(log, journal)
  const takeovers = await takeoversOf(pool, killed)
  const seconds = takeovers.map((ms) => ms / 1_000)
  const againByJournal = events[0]?.again ?? 0
  const held = killed.flatMap((kill) => kill.held).length
  return {
    tables: [
      {
        title: `${asked.tasks} tasks of ${STEPS} steps on ${WORKERS} worker processes, ${killed.length} of them killed with SIGKILL`,
        columns: ['', 'measured', 'goal'],
        rows: [
          ['tasks completed', completed, asked.tasks],
          ['steps finished', journal.length, asked.tasks * STEPS],
          ['finished steps that were run again, by the journal', againByJournal, 0],
          ['finished steps that were run again, by the run log', reruns.afterFinished, 0],
          ['tasks taken over from a dead worker', `${takeovers.length} of ${held}`, held],
          ['SIGKILL to takeover, median', `${median(seconds).toFixed(2)} s`, `< ${GOAL_TAKEOVER_S} s`],
          ['SIGKILL to takeover, longest', `${Math.max(...seconds).toFixed(2)} s`, ''],
          ['steps cut off in the middle and begun again', reruns.interrupted, ''],
          ['of these, had done their work and died before it was recorded', reruns.unrecorded, ''],
        ],
      },
    ],
    goals: [
      { what: `${asked.tasks} tasks completed`, met: completed === asked.tasks },
      { what: `${asked.kills} workers killed while they had tasks in hand`, met: killed.length === asked.kills },
      { what: 'no finished step was run again', met: againByJournal === 0 && reruns.afterFinished === 0 },
      { what: 'every task of a dead worker was taken over', met: takeovers.length === held },
      { what: `taken over within ${GOAL_TAKEOVER_S} s in the median`, met: median(seconds) < GOAL_TAKEOVER_S },
    ],
    notes: [
      ...failures,
      'A task is taken over when another worker has claimed it. Both workers are full, so the tasks of a dead one mostly wait until the process that replaces it is up: its start is in the time.',
      'The run log is written by the arm, line by line with fsync, and knows nothing of the database.',
    ],
  }
}

/** What became of the tasks that are not completed. */
async function failuresOf(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ text: string }>(
    `select format('Task %s is %s: %s (fence %s; %s)', id, status, coalesce(fault ->> 'code', phase), fence, (
        select string_agg(concat_ws(' ', type, data ->> 'stepId', data -> 'fence', data -> 'fault'), ', ' order by seq)
        from task_events where task_id = tasks.id and type in ('task.claimed', 'task.recovered', 'step.started', 'step.finished', 'task.failed')
      )) as text
      from tasks where status <> 'completed'`,
  )
  return rows.map(({ text }) => text)
}

/** For each task that a killed worker held: the milliseconds until somebody else claimed it. */
async function takeoversOf(pool: pg.Pool, killed: readonly Kill[]): Promise<number[]> {
  const held = killed.flatMap((kill) => kill.held.map(({ id, fence }) => ({ id, fence, at: kill.at })))
  const { rows } = await pool.query<{ ms: number }>(
    `select (extract(epoch from min(event.at)) * 1000 - held.at)::float8 as ms
      from unnest($1::uuid[], $2::float8[], $3::float8[]) as held (id, fence, at)
      join task_events event on event.task_id = held.id and event.type in ('task.claimed', 'task.recovered')
        and (event.data ->> 'fence')::float8 > held.fence
      group by held.id, held.fence, held.at`,
    [held.map(({ id }) => id), held.map(({ fence }) => fence), held.map(({ at }) => at)],
  )
  return rows.map(({ ms }) => ms)
}
