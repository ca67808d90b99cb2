import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { GraphProcessLine, GraphProcessOptions } from '../../support/graph-process.ts'
import { openWorkedTasks } from '../../support/worked-tasks.ts'

const SCRIPT = fileURLToPath(new URL('../../support/graph-process.ts', import.meta.url))

const children = new Set<ChildProcess>()
let tasks: Awaited<ReturnType<typeof openWorkedTasks>>
beforeAll(async () => {
  tasks = await openWorkedTasks()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await tasks.close()
})

interface GraphProcess {
  readonly child: ChildProcess
  readonly lines: GraphProcessLine[]
  readonly exited: Promise<unknown>
  /** Steps that were started, in order of their ids. */
  started(): number[]
  keyOf(stepId: number): string | undefined
}

function startProcess(options: Omit<GraphProcessOptions, 'url'>): GraphProcess {
  const given = JSON.stringify({ ...options, url: tasks.url })
  const child = spawn(process.execPath, [SCRIPT, given], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  const lines: GraphProcessLine[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  const startOf = (line: string) => /^(\d+) started (\S+)$/.exec(line) ?? []
  return {
    child,
    lines,
    exited: once(child, 'close'),
    started: () => lines.flatMap((line) => (startOf(line)[1] ? [Number(startOf(line)[1])] : [])).toSorted(),
    keyOf: (stepId) => lines.map(startOf).find(([, id]) => id === String(stepId))?.[2],
  }
}

/** Steps that a dead process had committed: to the journal, or as writes of LangGraph. */
async function committed(as: GraphProcessOptions['as'], id: string): Promise<number> {
  const text =
    as === 'worker'
      ? `select count(*)::int as steps from step_journal where task_id = $1 and state = 'finished'`
      : `select count(*)::int as steps from checkpoint_writes where thread_id = $1 and channel = 'records'
          and checkpoint_id = (select max(checkpoint_id) from checkpoints where thread_id = $1)`
  const { rows } = await tasks.pool.query<{ steps: number }>(text, [id])
  return rows[0]?.steps ?? 0
}

it.each(['worker', 'library with ours', 'library with PostgresSaver'] as const)(
  'a process that is killed in mid-plan is continued by another, which runs no finished step again (%s)',
  async (as) => {
    const id = as === 'worker' ? await tasks.submit() : randomUUID()
    const first = startProcess({ as, id, hangs: true, goesOn: false })
    await vi.waitUntil(() => first.started().length === 4, { timeout: 20_000, interval: 20 })
    await vi.waitUntil(async () => (await committed(as, id)) === 3, { timeout: 10_000, interval: 20 })
    first.child.kill('SIGKILL')
    await first.exited
    expect(first.started()).toEqual([1, 2, 3, 4])

    const second = startProcess({ as, id, hangs: false, goesOn: true })
    await second.exited
    expect(second.lines.at(-1)).toBe('completed')
    expect(second.started()).toEqual([3, 5])
    expect(second.keyOf(3)).toBe(first.keyOf(3))
  },
)
