import { END, MemorySaver, Send, START, StateGraph } from '@langchain/langgraph'
import { registry } from '@langchain/langgraph/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ArmContext } from '../../../src/arms/arm.ts'
import { TaskOutcome } from '../../../src/contracts/task.ts'
import { createOctoGraph } from '../../../src/graph/create-octo-graph.ts'
import {
  answerTo,
  aThread,
  createDiary,
  type Diary,
  GOAL,
  givenPlans,
  memoryGraph,
  questionsOf,
  runTask,
  steps,
  workArm,
} from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'
import { planStep } from '../../support/plans.ts'

failOnWarnings()

const acting = [
  planStep({ stepId: 1, armId: 'actor' }),
  planStep({ stepId: 2 }),
  planStep({ stepId: 3, dependencies: [1, 2] }),
]

function octoWith(diary: Diary, planner = givenPlans(acting), act?: (context: ArmContext) => Promise<object>) {
  const does = act && (async (context: ArmContext) => ({ ...(await act(context)) }))
  return createOctoGraph({
    planner,
    arms: [workArm(diary, does), workArm(diary, undefined, { id: 'actor', actsOnWorld: true })],
  })
}

const Shared = z.object({ goal: z.string(), approval: z.string().optional(), answer: z.string().optional() })

describe('the graph as a node of another graph', () => {
  it('lets its question through to the parent, and the answer back, and runs no step twice', async () => {
    const diary = createDiary()
    const parent = new StateGraph(Shared)
      .addNode('octo', octoWith(diary))
      .addEdge(START, 'octo')
      .addEdge('octo', END)
      .compile({ checkpointer: new MemorySaver() })
    const asked = await parent.invoke({ goal: GOAL, approval: 'risky' }, aThread())
    const [question] = questionsOf(asked)
    expect(question?.request.step?.stepId).toBe(1)
    const { answer } = await parent.invoke(answerTo(question?.id ?? '', { decision: 'approve' }), aThread())
    expect(answer).toContain('step')
    expect([1, 2, 3].map((stepId) => diary.count(`${stepId} started`))).toEqual([1, 1, 1])
  })

  it('does the same when a node calls it', async () => {
    const diary = createDiary()
    const octo = octoWith(diary)
    const parent = new StateGraph(z.object({ question: z.string(), report: z.string().optional() }))
      .addNode('research', async ({ question }, config) => {
        const { outcome } = await octo.invoke({ goal: question, approval: 'risky' }, config)
        return { report: outcome?.status ?? 'none' }
      })
      .addEdge(START, 'research')
      .addEdge('research', END)
      .compile({ checkpointer: new MemorySaver() })
    const [question] = questionsOf(await parent.invoke({ question: GOAL }, aThread()))
    const { report } = await parent.invoke(answerTo(question?.id ?? '', { decision: 'approve' }), aThread())
    expect(report).toBe('completed')
    expect([1, 2, 3].map((stepId) => diary.count(`${stepId} started`))).toEqual([1, 1, 1])
  })

  it('keeps twenty runs in one parent apart', async () => {
    const worker = async ({ contract, dependencies }: ArmContext) => ({
      goal: contract.goal,
      seen: dependencies.map(({ output }) => output['goal']),
    })
    const outcomes = z.array(TaskOutcome).register(registry, {
      default: () => [],
      reducer: {
        schema: z.array(TaskOutcome),
        fn: (known: TaskOutcome[], added: TaskOutcome[]) => [...known, ...added],
      },
    })
    const octo = octoWith(createDiary(), givenPlans(steps([], [], [1, 2])), worker)
    const parent = new StateGraph(z.object({ outcomes }))
      .addNode('one', async ({ goal }: { goal: string }, config) => {
        const { outcome } = await octo.invoke({ goal }, config)
        return { outcomes: outcome ? [outcome] : [] }
      })
      .addConditionalEdges(
        START,
        () => Array.from({ length: 20 }, (_, index) => new Send('one', { goal: `Do the work number ${index}` })),
        ['one'],
      )
      .addEdge('one', END)
      .compile({ checkpointer: new MemorySaver() })
    const { outcomes: ended } = await parent.invoke({}, aThread())
    expect(ended).toHaveLength(20)
    for (const [index, outcome] of ended.entries()) {
      const goal = `Do the work number ${index}`
      expect(outcome.result?.outputs).toMatchObject({ 1: { goal }, 2: { goal }, 3: { goal, seen: [goal, goal] } })
    }
  })

  it('gives each of its runs in one parent its own time', async () => {
    const hangs = async ({ contract, signal }: ArmContext) => {
      if (contract.goal.startsWith('Hang')) await new Promise((_, reject) => signal.addEventListener('abort', reject))
      return {}
    }
    const octo = octoWith(createDiary(), givenPlans(steps([])), hangs)
    const parent = new StateGraph(z.object({ statuses: z.array(z.string()).optional() }))
      .addNode('both', async (_, config) => {
        const first = await octo.invoke({ goal: 'Hang until you are told', budget: { maxTimeSeconds: 1 } }, config)
        const second = await octo.invoke({ goal: GOAL }, config)
        return { statuses: [first, second].map(({ outcome }) => outcome?.status ?? 'none') }
      })
      .addEdge(START, 'both')
      .addEdge('both', END)
      .compile()
    expect((await parent.invoke({})).statuses).toEqual(['failed', 'completed'])
  })
})

describe('a second run on the same thread', () => {
  const REQUEST = { context: { secret: 'of the first' }, constraints: ['Be brief'], acceptanceCriteria: ['It is good'] }

  /** What the second of two runs saw of the contract. */
  async function secondContract(firstRequest: object) {
    const contracts: ArmContext['contract'][] = []
    const worker = workArm(createDiary(), async ({ contract, dependencies }) => {
      contracts.push(contract)
      return { dependencies: dependencies.length }
    })
    const graph = memoryGraph({ planner: givenPlans(steps([])), arms: [worker] })
    const first = await runTask(graph, firstRequest)
    const second = await runTask(graph, { goal: 'Do something else entirely' })
    expect(second.taskId).not.toBe(first.taskId)
    expect(second.outcome).toMatchObject({ status: 'completed', result: { outputs: { 1: { dependencies: 0 } } } })
    return contracts.at(-1)
  }

  it.each([
    ['ended', {}],
    ['was left waiting for a person', { approval: 'always' }],
  ])('inherits nothing from a first that %s', async (_, extra) => {
    expect(await secondContract({ ...REQUEST, budget: { maxTokens: 77 }, ...extra })).toMatchObject({
      goal: 'Do something else entirely',
      context: {},
      constraints: [],
      acceptanceCriteria: [],
      approval: 'never',
      budget: { maxTokens: 10_000 },
    })
  })
})
