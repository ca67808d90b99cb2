import { setTimeout as sleep } from 'node:timers/promises'
import { Option } from 'commander'
import { type PlanShape, sixSteps } from './support/bench-plan.ts'
import { median } from './support/bench-report.ts'
import { openBenchSystem, POOL_SIZE } from './support/bench-system.ts'
import type { PlainRun, PlainRunnerOptions } from './support/plain-runner.ts'
import { runBench, type Surroundings, toNumber } from './support/run-bench.ts'
import { startChild } from './support/start-child.ts'
import { createStatementCounter, type StatementText, UNCOUNTED } from './support/statement-counter.ts'
import type { WorkerOptions } from './support/worker.ts'

interface Options {
  readonly plan: PlanShape
  readonly tasks: number
  readonly rounds: number
  readonly statements?: boolean
}

/** What one side needed for its tasks. Per task, unless it says otherwise. */
interface Block {
  readonly tasksPerSecond: number
  readonly tookMs: number
  readonly cpuMs: number
  readonly statements: number
  readonly serverMs: number
  readonly walKb: number
  readonly texts: readonly StatementText[]
}

interface Turn {
  readonly side: 'ours' | 'plain'
  readonly concurrency: number
}

interface Measured extends Turn {
  readonly block: Block
}

interface Bench extends Surroundings {
  readonly plan: PlanShape
  readonly tasks: number
  readonly plainUrl: string
  readonly counter: ReturnType<typeof createStatementCounter>
}

const CONCURRENCIES = [1, 8]
const WARM_UP = 15
const IDLE_SECONDS = 5

await runBench<Options>({
  name: 'bench:overhead',
  description: 'What a task costs above its model and its arms, beside plain LangGraph with its own PostgresSaver.',
  countStatements: true,
  withOptions: (command) =>
    command
      .addOption(
        new Option('--plan <shape>', 'how the six steps depend on each other')
          .choices(['flat', 'diamond', 'chain'])
          .default('diamond'),
      )
      .option('--tasks <count>', 'measured tasks in each block', toNumber, 60)
      .option('--rounds <count>', 'blocks of each kind', toNumber, 3)
      .option('--statements', 'list the statements of ours'),
  measure,
})

async function measure({ plan, tasks, rounds, statements }: Options, surroundings: Surroundings) {
  const { database, progress, signal } = surroundings
  const counter = createStatementCounter(database.url)
  const bench: Bench = { ...surroundings, plan, tasks, counter, plainUrl: await database.addDatabase('plain') }
  const blocks: Measured[] = []
  try {
    for (const { side, concurrency } of turns(rounds)) {
      signal.throwIfAborted()
      progress(`block ${blocks.length + 1}: ${side}, ${concurrency} at a time`)
      const block = await (side === 'ours' ? runOurs(bench, concurrency) : runPlain(bench, concurrency))
      blocks.push({ side, concurrency, block })
    }
    progress('an idle worker')
    const idlePerSecond = await measureIdle(bench)
    return report(blocks, { plan, tasks, rounds, idlePerSecond, listStatements: statements === true })
  } finally {
    await counter.close()
  }
}

/** Who is measured when: the sides take turns, and take turns in being first. */
function turns(rounds: number): Turn[] {
  return Array.from({ length: rounds }, (_, round) => {
    const sides = round % 2 === 0 ? (['ours', 'plain'] as const) : (['plain', 'ours'] as const)
    return CONCURRENCIES.flatMap((concurrency) => sides.map((side) => ({ side, concurrency })))
  }).flat()
}

/** A worker process with all tasks in line before it begins. */
async function runOurs({ database, plan, tasks, counter }: Bench, concurrency: number): Promise<Block> {
  const { url } = database
  const system = await openBenchSystem({ url })
  const options: WorkerOptions = { url, workerId: 'bench', concurrency }
  const worker = await startChild('worker.ts', options)
  try {
    const asked = tasks + WARM_UP
    const taskIds: string[] = []
    for (let task = 0; task < asked; task += 1) taskIds.push(await system.submit(sixSteps(plan)))
    await system.queue.stop() // it does some housekeeping of its own
    await counter.reset(url)
    worker.go()
    const ended = () =>
      system.pool.query<{ took: number; ended_at: number }>(
        `select extract(epoch from completed_at - claimed.at)::float8 * 1000 as took,
            extract(epoch from completed_at)::float8 * 1000 as ended_at
          from tasks join task_events claimed on task_id = id and type = 'task.claimed'
          where id = any($1::uuid[]) and status = 'completed' ${UNCOUNTED}`,
        [taskIds],
      )
    let rows = (await ended()).rows
    while (rows.length < asked) {
      await sleep(100)
      rows = (await ended()).rows
    }
    const counted = await counter.read(url)
    const cpu = worker.line()
    await worker.stop()
    const run = {
      endedAt: rows.map((row) => row.ended_at),
      tookMs: rows.map((row) => row.took),
      cpuMs: Number(await cpu),
    }
    return toBlock(run, counted)
  } finally {
    worker.kill()
    await system.close()
  }
}

async function runPlain({ plainUrl, plan, tasks, counter }: Bench, concurrency: number): Promise<Block> {
  const asked = tasks + WARM_UP
  const options: PlainRunnerOptions = { url: plainUrl, shape: plan, poolSize: POOL_SIZE, concurrency, tasks: asked }
  const runner = await startChild('plain-runner.ts', options)
  try {
    await counter.reset(plainUrl)
    runner.go()
    const run: PlainRun = JSON.parse(await runner.line())
    const counted = await counter.read(plainUrl)
    await runner.stop()
    return toBlock(run, counted)
  } finally {
    runner.kill()
  }
}

type Counted = Awaited<ReturnType<ReturnType<typeof createStatementCounter>['read']>>

/** Times are without the warm-up; counts and processor time are with it. */
function toBlock({ endedAt, tookMs, cpuMs }: PlainRun, { statements, serverMs, walBytes, texts }: Counted): Block {
  const asked = endedAt.length
  const inOrder = endedAt
    .map((at, index) => ({ at, tookMs: tookMs[index] ?? 0 }))
    .sort((left, right) => left.at - right.at)
  const measured = inOrder.slice(WARM_UP)
  const seconds = ((measured.at(-1)?.at ?? 0) - (inOrder[WARM_UP - 1]?.at ?? 0)) / 1_000
  return {
    tasksPerSecond: measured.length / seconds,
    tookMs: median(measured.map((task) => task.tookMs)),
    cpuMs: cpuMs / asked,
    statements: statements / asked,
    serverMs: serverMs / asked,
    walKb: walBytes / asked / 1_024,
    texts: texts.map(({ query, calls, ms, plan, wal }) => ({
      query,
      calls: calls / asked,
      ms: ms / asked,
      plan: plan / asked,
      wal: wal / asked,
    })),
  }
}

/** Statements a second of a worker that has nothing to do. */
async function measureIdle({ database, counter }: Bench): Promise<number> {
  const options: WorkerOptions = { url: database.url, workerId: 'bench', concurrency: 1 }
  const worker = await startChild('worker.ts', options)
  try {
    worker.go()
    await sleep(1_000)
    await counter.reset(database.url)
    await sleep(IDLE_SECONDS * 1_000)
    return (await counter.read(database.url)).statements / IDLE_SECONDS
  } finally {
    await worker.stop()
  }
}

interface Circumstances {
  readonly plan: PlanShape
  readonly tasks: number
  readonly rounds: number
  readonly idlePerSecond: number
  readonly listStatements: boolean
}

function report(blocks: readonly Measured[], { plan, tasks, rounds, idlePerSecond, listStatements }: Circumstances) {
  const blocksOf = (turn: Turn) =>
    blocks.filter(({ side, concurrency }) => side === turn.side && concurrency === turn.concurrency)
  const of = (turn: Turn, value: (block: Block) => number) => median(blocksOf(turn).map(({ block }) => value(block)))
  const row = (what: string, concurrency: number, value: (block: Block) => number, digits: number) => {
    const [ours, plain] = [of({ side: 'ours', concurrency }, value), of({ side: 'plain', concurrency }, value)]
    return [what, ours.toFixed(digits), plain.toFixed(digits), (ours / plain).toFixed(2)]
  }
  const rows = CONCURRENCIES.flatMap((concurrency) => {
    const at = `${concurrency} at a time`
    return [
      row(`${at}: tasks per second`, concurrency, ({ tasksPerSecond }) => tasksPerSecond, 1),
      row(`${at}: ms of a task from claim to end, median`, concurrency, ({ tookMs }) => tookMs, 1),
      row(`${at}: processor ms of the Node process per task`, concurrency, ({ cpuMs }) => cpuMs, 1),
      row(`${at}: SQL statements per task`, concurrency, ({ statements }) => statements, 1),
      row(`${at}: ms Postgres spent in them per task`, concurrency, ({ serverMs }) => serverMs, 1),
      row(`${at}: KB of write-ahead log per task`, concurrency, ({ walKb }) => walKb, 0),
    ]
  })
  const title = `Tasks of six steps that do nothing (${plan}), one process a side; medians of ${rounds} blocks of ${tasks} tasks, the two sides in turn`
  const first = blocks.find(({ side }) => side === 'ours')?.block
  const listed = listStatements && first ? [statementTable(first)] : []
  return {
    tables: [{ title, columns: ['', 'ours', 'plain LangGraph, PostgresSaver', 'ours ÷ plain'], rows }, ...listed],
    goals: [],
    notes: [
      'Ours, per task: taking it from the queue under a lock, claiming it under a fence, the guard over every text, the plan and its checks, a journal entry before and after each step, a budget, 22 events in a table with a NOTIFY, the judge, the result row, and the checkpoints of 8 supersteps.',
      'Plain: one `invoke` with durability "sync" on a graph of as many nodes, drawn by hand for this plan, whose nodes around the steps do nothing. No queue, no takeover, no journal, no events, no budget, no guard; checkpoints only.',
      `Statements are counted by pg_stat_statements, begin and commit included, in a database of its own for each side. Submitting is not counted. A worker that has nothing to do sends ${idlePerSecond.toFixed(1)} statements a second; what falls into the time of a task is counted with it.`,
    ],
  }
}

function statementTable({ texts }: Block) {
  const rows = texts
    .filter(({ calls }) => calls >= 0.1)
    .toSorted((left, right) => right.ms - left.ms)
    .map(({ query, calls, ms, plan, wal }) => {
      const text = query.replaceAll(/\s+/g, ' ').trim().replaceAll('|', '\\|')
      return [`\`${text.slice(0, 120)}\``, calls.toFixed(2), ms.toFixed(2), plan.toFixed(2), (wal / 1_024).toFixed(1)]
    })
  return {
    title: 'Statements of ours, one at a time',
    columns: ['statement', 'per task', 'ms', 'of it planning', 'KB of log'],
    rows,
  }
}
