import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSandbox } from '../../src/arms/executor/create-sandbox.ts'
import type { Task } from '../../src/contracts/task.ts'
import { assembleOcto } from '../../src/graph/create-octo-graph.ts'
import { createPostgresLedger } from '../../src/ledger/postgres-ledger.ts'
import { openAiModel } from '../../src/model/openai-model.ts'
import { createQueue } from '../../src/queue/pg-boss-queue.ts'
import { createCheckpointer } from '../../src/store/checkpointer/create-checkpointer.ts'
import { createTaskStore } from '../../src/store/create-task-store.ts'
import { migrate } from '../../src/store/migrate.ts'
import { createRunTask } from '../../src/worker/run-task.ts'
import { runWorker } from '../../src/worker/run-worker.ts'
import { freshDatabase } from '../support/database.ts'
import { asksFor, type ChatRequest, type ModelServer, startModelServer, textOf } from '../support/model-server.ts'
import { silentLog } from '../support/silent-log.ts'
import { aContract, LOST_NOTIFICATIONS } from '../support/task-store.ts'

const PATIENCE_MS = 120_000
const TOKENS = { prompt_tokens: 100, completion_tokens: 20 }

const EVEN = 'For an even number of values the median is the mean of the two in the middle'
const step = (id: number, arm: string, action: string, dependencies: number[], criterion: string) => ({
  ...{ step_id: id, arm_id: arm, action, dependencies, acceptance_criteria: [criterion] },
  ...{ required_capabilities: [], inputs: {}, estimated_duration: 10, estimated_cost: 0, rationale: '' },
})
const PLAN = {
  plan: [
    step(1, 'coder', 'Write a function median(values) with tests', [], 'The code parses'),
    step(2, 'judge', 'Check the function before it is run', [1], EVEN),
    step(3, 'executor', 'Run the tests of the function', [1, 2], 'All tests pass'),
  ],
  rationale: 'Write, judge, run.',
  confidence_score: 0.9,
}

const testsOf = (...cases: [name: string, values: string, median: string][]) =>
  [
    ...['import unittest', 'from solution import median', '', 'class TestMedian(unittest.TestCase):'],
    ...cases.map(
      ([name, values, median]) => `    def test_${name}(self): self.assertEqual(median(${values}), ${median})`,
    ),
  ].join('\n')
const ODD = ['odd', '[3, 1, 2]', '2'] as const

/** It passes its own tests, so that the coder has nothing against it. */
const WRONG = {
  code: 'def median(values):\n    return sorted(values)[len(values) // 2]\n',
  tests: testsOf([...ODD]),
  explanation: 'The value in the middle.',
}
const MENDED = {
  code: `def median(values):
    ordered, middle = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
`,
  tests: testsOf([...ODD], ['even', '[4, 1, 3, 2]', '2.5']),
  explanation: 'The mean of the two in the middle where there are two.',
}

let model: ModelServer
let system: Awaited<ReturnType<typeof openSystem>>
beforeAll(async () => {
  model = await startModelServer()
  system = await openSystem(model.url)
}, PATIENCE_MS)
afterAll(async () => {
  await system.close()
  await model.close()
})

/** A worker on a queue and a database of its own, with the built-in arms, a real sandbox, and the real OpenAI client. */
async function openSystem(modelUrl: string) {
  const database = await freshDatabase()
  const { pool } = database
  await migrate({ pool, schema: 'public' })
  const queue = createQueue({ ...database, schema: 'octollm', log: silentLog })
  await queue.start()
  const store = createTaskStore({ ...database, ...queue, notifications: LOST_NOTIFICATIONS, pollMs: 50 })
  const sandbox = createSandbox()
  const { graph } = assembleOcto({
    model: openAiModel({ baseUrl: modelUrl, model: 'test-model' }),
    sandbox,
    ledger: createPostgresLedger({ pool }),
  })
  const run = createRunTask(graph.compile({ checkpointer: createCheckpointer({ pool }) }))
  const shutdown = new AbortController()
  const working = runWorker({ workerId: 'w1', store, queue, run, concurrency: 1, log: silentLog }, shutdown.signal)
  return {
    store,
    async runToEnd(): Promise<Task> {
      const goal = 'Write a Python function median(values) and show that it works'
      const { task } = await store.submit({ contract: aContract({ goal, budget: { maxTokens: 50_000 } }) })
      return vi.waitFor(
        async () => {
          const now = await store.find(task.taskId)
          if (!now?.completedAt) throw new Error('It has not ended.')
          return now
        },
        { timeout: PATIENCE_MS, interval: 100 },
      )
    },
    async close() {
      shutdown.abort()
      await working
      await queue.stop()
      await sandbox.close()
      await database.drop()
    },
  }
}

const says = (content: object) => ({ content: JSON.stringify(content), usage: TOKENS })

/** The judge's model reads the code it is shown: it accepts what takes the mean. */
const judges = (body: ChatRequest) => {
  const met = textOf(body).includes('[middle - 1]')
  const why = met ? 'It takes their mean.' : 'It takes the upper one.'
  return says({ criteria: [{ criterion: EVEN, met, why }], issues: [], quality_score: met ? 0.9 : 0.4 })
}

const asked = (purpose: string) => model.requests.filter(asksFor(purpose)).map(textOf)

/** What happened to the steps, in order: "0/1 started" is round 0, step 1. */
async function storyOf(taskId: string): Promise<string[]> {
  return (await system.store.events(taskId, 0)).flatMap((event) => {
    if (event.type === 'step.started') return [`${event.round}/${event.stepId} started`]
    return event.type === 'step.finished' ? [`${event.round}/${event.stepId} ${event.status}`] : []
  })
}

describe('coder → judge → executor', { timeout: PATIENCE_MS }, () => {
  describe('when the first code is wrong and the second is not', () => {
    let task: Task
    beforeAll(async () => {
      model.answer(asksFor('plan'), says(PLAN))
      model.answer(asksFor('code'), says(WRONG), 1)
      model.answer(asksFor('code'), says(MENDED), 1)
      model.answer(asksFor('judge'), judges)
      task = await system.runToEnd()
    }, PATIENCE_MS)
    afterAll(() => model.forget())

    it('runs nothing before the judge has accepted it, and each step once it may', async () => {
      expect(task).toMatchObject({ status: 'completed', error: null })
      expect(await storyOf(task.taskId)).toEqual([
        ...['0/1 started', '0/1 ok', '0/2 started', '0/2 ok', '0/3 skipped'],
        ...['1/1 started', '1/1 ok', '1/2 started', '1/2 ok', '1/3 started', '1/3 ok'],
      ])
    })

    it('ends with the mended code, the verdict on it, and its tests as they went', () => {
      const { '1': coder, '2': judge, '3': executor } = task.result?.outputs ?? {}
      expect(coder).toMatchObject({ language: 'python', code: MENDED.code.trim(), tests: MENDED.tests })
      expect(judge).toMatchObject({ valid: true, passed_criteria: [EVEN], failed_criteria: [] })
      expect(executor).toMatchObject({ success: true, tests: { ran: 2, failed: 0 } })
    })

    it('hands the code to the judge, and what the judge refused and why back to the coder', () => {
      const [first = '', second = ''] = asked('code')
      expect(first).not.toContain('It takes the upper one')
      expect(second).toContain('It takes the upper one')
      expect(second).toContain(WRONG.code.trim())
      const [firstLook = '', ...looks] = asked('judge')
      expect(firstLook).toContain('sorted(values)[len(values) // 2]')
      expect(looks.at(-1)).toContain('(ordered[middle - 1] + ordered[middle]) / 2')
    })

    it('counts every question that was asked, and says in the trace who did what', async () => {
      expect(task.usage.tokens).toBe(120 * model.requests.length)
      const trace = await system.store.trace(task.taskId)
      expect(trace?.steps.map(({ round, armId, status, model: by }) => ({ round, armId, status, by }))).toEqual([
        { round: 0, armId: 'coder', status: 'ok', by: 'test-model' },
        { round: 0, armId: 'judge', status: 'ok', by: null },
        { round: 0, armId: null, status: 'skipped', by: null },
        { round: 1, armId: 'coder', status: 'ok', by: 'test-model' },
        { round: 1, armId: 'judge', status: 'ok', by: null },
        { round: 1, armId: 'executor', status: 'ok', by: null },
      ])
      const tokens = trace?.steps.filter(({ armId }) => armId === 'coder').map(({ usage }) => usage?.tokens)
      expect(tokens).toEqual([120, 120])
    })
  })

  it('never runs what the judge never accepts: the task fails with what it refused', async () => {
    model.answer(asksFor('plan'), says(PLAN))
    model.answer(asksFor('code'), says({ ...WRONG, tests: '' })) // without tests the coder has nothing to run
    model.answer(asksFor('judge'), judges)
    const task = await system.runToEnd()
    expect(task).toMatchObject({ status: 'failed', error: { code: 'CRITERIA_NOT_MET' } })
    expect(task.error?.message).toContain(EVEN)
    const story = await storyOf(task.taskId)
    expect(story.filter((line) => line.includes('/1 ok')).length).toBeGreaterThan(1)
    expect(story.filter((line) => line.includes('/3 started'))).toEqual([])
    expect(task.result?.outputs).not.toHaveProperty('3')
  })
})
