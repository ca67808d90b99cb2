import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHttpClient, type HttpClient } from '../../examples/demo/http-client.ts'
import type { TaskEvent } from '../../src/contracts/event.ts'
import { type ModelServer, startModelServer } from '../support/model-server.ts'
import { createOctollm, type Octollm, type Running } from '../support/octollm-process.ts'
import { SLOW_GOAL, writeSlowPlan } from '../support/scripted-work.ts'

let octollm: Octollm
let model: ModelServer
let client: HttpClient
const workers: Running[] = []

beforeAll(async () => {
  model = await startModelServer()
  octollm = await createOctollm({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'not-a-key' })
  client = createHttpClient((await octollm.serve({ OCTOLLM_WORKER: 'false' })).url)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  model.forget()
})
afterAll(async () => {
  await octollm.remove()
  await model.close()
})

async function startWorker(env?: Record<string, string>): Promise<Running> {
  const worker = await octollm.worker(env)
  workers.push(worker)
  return worker
}

async function submit(request: Parameters<HttpClient['submit']>[0]): Promise<string> {
  const { taskId, detail } = await client.submit(request)
  if (taskId === null) throw new Error(detail)
  return taskId
}

/** Every event up to the first that fits, or to the end of the task. */
async function eventsUntil(taskId: string, fits: (event: TaskEvent) => boolean = () => false): Promise<TaskEvent[]> {
  const seen: TaskEvent[] = []
  for await (const event of client.events(taskId)) {
    seen.push(event)
    if (fits(event)) break
  }
  return seen
}

const startOf = (stepId: number) => (event: TaskEvent) => event.type === 'step.started' && event.stepId === stepId
const timesStarted = (events: readonly TaskEvent[]) => [1, 2, 3].map((id) => events.filter(startOf(id)).length)
const typesOf = (events: readonly TaskEvent[]) => events.map(({ type }) => type)

describe('a worker killed in the middle of a step', { timeout: 90_000 }, () => {
  it('is replaced by another, which runs no finished step again and says which it kept', async () => {
    writeSlowPlan(model, 2_000)
    const victim = await startWorker()
    const taskId = await submit({ goal: SLOW_GOAL })
    await eventsUntil(taskId, startOf(2))
    await victim.stop('SIGKILL')
    await startWorker()

    const events = await eventsUntil(taskId)
    expect(events.find(({ type }) => type === 'task.recovered')).toMatchObject({ keptSteps: [1] })
    expect(timesStarted(events)).toEqual([1, 2, 1])
    expect(events.at(-1)?.type).toBe('task.completed')
    expect(
      model.requests.filter(({ response_format }) => JSON.stringify(response_format).includes('"plan"')),
    ).toHaveLength(1)
  })
})

describe('a worker told to stop', { timeout: 90_000 }, () => {
  it('finishes the step in hand, hands the task back and ends with 0; another goes on without a recovery', async () => {
    writeSlowPlan(model, 1_500)
    const first = await startWorker()
    const taskId = await submit({ goal: SLOW_GOAL, context: { leg: 'drain' } })
    await eventsUntil(taskId, startOf(2))
    expect(await first.stop()).toBe(0)
    expect(await client.task(taskId)).toMatchObject({ completedAt: null })
    await startWorker()

    const events = await eventsUntil(taskId)
    expect(timesStarted(events)).toEqual([1, 1, 1])
    expect(typesOf(events)).not.toContain('task.recovered')
    expect(events.at(-1)?.type).toBe('task.completed')
  })

  it('leaves a step that does not end within the bound to another, and ends with 0', async () => {
    writeSlowPlan(model, 4_000)
    const first = await startWorker({ OCTOLLM_DRAIN_SECONDS: '0' })
    const taskId = await submit({ goal: SLOW_GOAL, context: { leg: 'bound' } })
    await eventsUntil(taskId, startOf(2))
    expect(await first.stop()).toBe(0)
    await startWorker()

    const events = await eventsUntil(taskId)
    expect(timesStarted(events)).toEqual([1, 2, 1])
    expect(typesOf(events)).not.toContain('task.recovered')
    expect(events.at(-1)?.type).toBe('task.completed')
  })
})

describe('cancel', { timeout: 90_000 }, () => {
  it('stops a task in the middle of a step, also when asked twice, and frees the worker for the next', async () => {
    writeSlowPlan(model, 20_000)
    await startWorker({ OCTOLLM_CONCURRENCY: '1' })
    const taskId = await submit({ goal: SLOW_GOAL, context: { leg: 'cancel' } })
    await eventsUntil(taskId, startOf(2))
    const cancelled = await octollm.run(['cancel', taskId, '--reason', 'no longer needed'])
    expect(cancelled).toEqual({ code: 0, stdout: `${taskId} is cancelled\n`, stderr: '' })
    expect((await octollm.run(['cancel', taskId])).code).toBe(0)
    expect((await eventsUntil(taskId)).at(-1)).toMatchObject({ type: 'task.cancelled', reason: 'no longer needed' })

    model.forget()
    writeSlowPlan(model, 0)
    const next = await submit({ goal: SLOW_GOAL, context: { leg: 'after' } })
    expect((await eventsUntil(next)).at(-1)?.type).toBe('task.completed')
    expect(timesStarted(await eventsUntil(taskId))).toEqual([1, 1, 0])
  })
})

describe('a task that waits for a person', { timeout: 90_000 }, () => {
  it('outlives the end of every process and goes on with the plan that the person wrote', async () => {
    writeSlowPlan(model, 0)
    const own = await createOctollm({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'not-a-key' })
    const asked = await own.run(['run', SLOW_GOAL, '--approve', 'always', '--json'])
    expect(asked.code).toBe(3)
    const task = JSON.parse(asked.stdout)
    expect(task).toMatchObject({ status: 'processing', phase: 'awaiting_approval', progress: { completed_steps: 0 } })
    await sleep(500) // Postgres ends with its last process

    const [first, ...rest] = task.plan.plan
    const edited = {
      ...task,
      plan: { plan: [{ ...first, inputs: { language: 'javascript', code: 'result = 41 + 1' } }, ...rest] },
    }
    const file = await own.file('plan.json', JSON.stringify(edited))
    expect(await own.run(['resume', task.task_id, '--decision', 'edit', '--plan', file])).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect((await own.run(['resume', task.task_id])).code).toBe(1)

    const { url } = await own.serve()
    for await (const event of createHttpClient(url).events(task.task_id)) if (event.type === 'task.completed') break
    const done = await own.run(['tasks', task.task_id, '--json'])
    expect(JSON.parse(done.stdout)).toMatchObject({ status: 'completed', plan: { source: 'person' } })
    expect(JSON.stringify(JSON.parse(done.stdout).steps)).toContain('42')
    await own.remove()
  })
})
