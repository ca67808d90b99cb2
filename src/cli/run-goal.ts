import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { FINAL_EVENTS } from '../contracts/event.ts'
import { Fault, invalidInput } from '../contracts/fault.ts'
import { Task, type TaskContract, TaskRequest } from '../contracts/task.ts'
import { toContract } from '../contracts/to-contract.ts'
import { toSnakeCase, toWire } from '../contracts/wire.ts'
import { guardContract } from '../reflex/guard-contract.ts'
import type { Surroundings } from './create-program.ts'
import { EXIT } from './exit-with.ts'
import { createLiveDisplay } from './live-display.ts'
import type { System } from './open-system.ts'
import { printJson, printLines } from './print.ts'
import { EMPTY_VIEW, type TaskView, withEvent } from './task-view.ts'
import { quietLog, withSystem } from './with-system.ts'
import { workUntil } from './work.ts'

interface Options {
  readonly constraint?: string[]
  readonly criterion?: string[]
  readonly context?: string
  readonly budget?: string
  readonly tokens?: string
  readonly seconds?: string
  readonly approve?: string
  readonly priority?: string
  readonly json?: boolean
}

/** Submits a goal, runs a worker here, and shows the task until it ends or waits for a person. */
export async function runGoal(goal: string, options: Options, surroundings: Surroundings): Promise<void> {
  const contract = toContract(toRequest(goal, options))
  await withSystem(
    surroundings,
    async (opened) => {
      const task = await submit(opened.system, contract)
      const stopWorker = new AbortController()
      const shutdown = AbortSignal.any([surroundings.shutdown, stopWorker.signal])
      const worker = workUntil(opened, shutdown)
      try {
        const label = opened.config.model?.label ?? null
        await follow(opened.system, task, { json: options.json === true, label, shutdown })
      } finally {
        stopWorker.abort()
        await worker
      }
      await report(opened.system, task.taskId, options.json === true)
    },
    quietLog(),
  )
}

function toRequest(goal: string, options: Options): TaskRequest {
  const { constraint, criterion, context, budget, tokens, seconds, approve, priority } = options
  const limits = { maxCostUsd: number(budget), maxTokens: number(tokens), maxTimeSeconds: number(seconds) }
  const parsed = TaskRequest.safeParse({
    goal,
    constraints: constraint,
    acceptanceCriteria: criterion,
    context: context === undefined ? undefined : readContext(context),
    budget: Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
    approval: approve,
    priority,
  })
  if (parsed.success) return parsed.data
  throw invalidInput('REQUEST_INVALID', 'The task is not valid', parsed.error, toSnakeCase)
}

const number = (value: string | undefined) => (value === undefined ? undefined : Number(value))

/** A JSON object as it is, JSON lines as `{ lines: […] }`, anything else as text. */
function readContext(file: string): unknown {
  const text = readFileSync(file, 'utf8')
  try {
    if (!/\.(jsonl|ndjson)$/.test(file)) return JSON.parse(text) as unknown
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    return { lines: lines.map((line) => JSON.parse(line) as unknown) }
  } catch {
    return text // not JSON: a text is a context too
  }
}

async function submit({ octo, tasks }: System, asked: TaskContract): Promise<Task> {
  const { contract, verdict } = guardContract(octo.reflex, asked)
  if (verdict.blocked) throw new Fault('REFLEX_BLOCKED', `The task was refused: ${verdict.reason ?? 'unsafe input'}.`)
  const { task } = await tasks.submit({ contract, events: [{ type: 'reflex.checked', ...verdict }] })
  return task
}

interface Following {
  readonly json: boolean
  readonly label: string | null
  readonly shutdown: AbortSignal
}

async function follow({ tasks }: System, { taskId, goal }: Task, { json, label, shutdown }: Following): Promise<void> {
  const display = createLiveDisplay({ goal, modelLabel: label }, json ? process.stderr : process.stdout)
  let view: TaskView = EMPTY_VIEW
  const bell = { ring: () => {} }
  const unwatch = tasks.watch(taskId, () => bell.ring())
  try {
    for (;;) {
      const events = await tasks.events(taskId, view.seq)
      view = events.reduce(withEvent, view)
      display.show(view)
      const isOver = events.some(({ type }) => FINAL_EVENTS.has(type)) || view.waitingFor !== null
      if (isOver || shutdown.aborted) return
      const rung = new Promise<void>((resolve) => {
        bell.ring = resolve
      })
      await Promise.race([rung, sleep(1_000)])
    }
  } finally {
    unwatch()
    display.finish(view)
  }
}

async function report({ tasks }: System, taskId: string, json: boolean): Promise<void> {
  const task = await tasks.find(taskId)
  if (!task) throw new Fault('TASK_NOT_FOUND', `The task ${taskId} is gone.`)
  if (json) printJson(toWire(Task, task))
  else printLines(closingWords(task))
  process.exitCode = exitCodeOf(task)
}

function closingWords({ taskId, status, phase, result }: Task): string[] {
  if (phase === 'awaiting_approval') {
    return [`The task waits for you: octollm resume ${taskId} --decision approve|edit|reject`]
  }
  if (status === 'pending' || status === 'processing') {
    return [`Stopped here; the task is kept: octollm serve or octollm worker goes on with it (${taskId})`]
  }
  return result ? ['', result.answer] : []
}

function exitCodeOf({ status, phase }: Task): number {
  if (status === 'completed') return EXIT.done
  if (phase === 'awaiting_approval') return EXIT.waiting
  return status === 'failed' || status === 'cancelled' ? EXIT.failed : EXIT.interrupted
}
