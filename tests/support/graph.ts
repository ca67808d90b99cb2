import { Command, INTERRUPT, isInterrupted, MemorySaver } from '@langchain/langgraph'
import { z } from 'zod'
import { type Arm, type ArmContext, type ArmDefinition, defineArm } from '../../src/arms/arm.ts'
import { type ApprovalAnswer, ApprovalRequest } from '../../src/contracts/approval.ts'
import type { PlanStep } from '../../src/contracts/plan.ts'
import type { ArmOutcomeInput } from '../../src/contracts/step.ts'
import type { TaskRequest } from '../../src/contracts/task.ts'
import { createOctoGraph, type OctoGraph, type OctoGraphOptions } from '../../src/graph/create-octo-graph.ts'
import type { Planner, PlanningRequest } from '../../src/planner/planner.ts'
import { planOf, planStep } from './plans.ts'

/** What happened, in order. `until` waits for something to happen, or for that many times of it. */
export interface Diary {
  readonly entries: string[]
  note(entry: string): void
  until(entry: string, times?: number): Promise<void>
  count(entry: string): number
}

export function createDiary(): Diary {
  const entries: string[] = []
  const waiting = new Set<() => void>()
  const count = (entry: string) => entries.filter((other) => other === entry).length
  return {
    entries,
    count,
    note(entry) {
      entries.push(entry)
      for (const look of waiting) look()
    },
    until: (entry, times = 1) =>
      new Promise((resolve) => {
        const look = () => {
          if (count(entry) < times) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

const anything = z.record(z.string(), z.unknown())

type Act = (context: ArmContext, input: Record<string, unknown>) => Promise<ArmOutcomeInput['output'] | undefined>

/** An arm that notes when its steps start and are done, and does what the test says in between. */
export function workArm(
  diary: Diary,
  act: Act = async () => ({}),
  overrides: Partial<ArmDefinition<typeof anything>> = {},
): Arm {
  return defineArm({
    id: 'worker',
    name: 'Worker',
    version: '1.0.0',
    description: 'Does what the test says.',
    capabilities: ['working'],
    costTier: 1,
    inputSchema: anything,
    outputSchema: anything,
    maxConcurrent: 20,
    sideEffects: false,
    actsOnWorld: false,
    async execute(input, context) {
      diary.note(`${context.stepId} started`)
      const output = await act(context, input)
      diary.note(`${context.stepId} done`)
      return { output: { step: context.stepId, ...output }, confidence: 0.9 }
    },
    ...overrides,
  })
}

/** Gives these plans in order, the last one again and again, and remembers the requests. */
export function givenPlans(...plans: readonly (readonly PlanStep[])[]): Planner & {
  readonly requests: PlanningRequest[]
} {
  const requests: PlanningRequest[] = []
  return {
    requests,
    async plan(request) {
      const steps = plans[Math.min(requests.push(request), plans.length) - 1] ?? []
      const totalEstimatedCost = steps.reduce((sum, { estimatedCost }) => sum + estimatedCost, 0)
      return planOf(steps, { totalEstimatedCost })
    },
  }
}

/** Steps of the arm "worker": `steps([], [1], [1, 2])` are three, each with its dependencies. */
export function steps(...dependencies: readonly (readonly number[])[]): PlanStep[] {
  return dependencies.map((ids, index) => planStep({ stepId: index + 1, dependencies: [...ids] }))
}

export const aThread = (threadId = 'thread') => ({ configurable: { thread_id: threadId } })

/** A graph that keeps its checkpoints in memory. */
export function memoryGraph(options: OctoGraphOptions): OctoGraph {
  return createOctoGraph({ checkpointer: new MemorySaver(), ...options })
}

export const GOAL = 'Do the work of the plan, every step of it'

/** Runs a task on the graph from its start. */
export function runTask(graph: OctoGraph, request: Partial<TaskRequest> = {}, config: object = aThread()) {
  const { webhook: _, ...rest } = request
  return graph.invoke({ goal: GOAL, ...rest }, config)
}

/** What the graph asks, in the order of its steps. */
export function questionsOf(state: unknown): { readonly id: string; readonly request: ApprovalRequest }[] {
  if (!isInterrupted(state)) return []
  return state[INTERRUPT].map(({ id = '', value }) => ({ id, request: ApprovalRequest.parse(value) }))
}

/** Answers one question by its id. */
export function answerTo(id: string, answer: ApprovalAnswer) {
  return answersTo({ [id]: answer })
}

/** Answers several questions at once, each by its id. */
export function answersTo(resume: Readonly<Record<string, ApprovalAnswer>>) {
  return new Command<unknown, Record<string, never>, never>({ resume })
}

/** Rejects with the reason of the signal as soon as it is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted()
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}
