import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { PlanStep } from '../../src/contracts/plan.ts'
import { type BenchStep, levelsOf } from './bench-plan.ts'
import { toPlanStep } from './given-planner.ts'

interface StepOutput {
  readonly stepId: number
  readonly output: { readonly slept_ms: number }
}

const PlainState = Annotation.Root({
  goal: Annotation<string>,
  plan: Annotation<PlanStep[]>,
  answer: Annotation<string>,
  records: Annotation<StepOutput[]>({
    default: () => [],
    reducer: (known, added) => [...known, ...added],
  }),
})
type PlainPatch = typeof PlainState.Update

type RunStep = (step: BenchStep) => Promise<void>

interface PlainParts {
  readonly steps: readonly BenchStep[]
  readonly checkpointer: BaseCheckpointSaver
  readonly runStep: RunStep
}

const toOutput = ({ stepId, ms }: BenchStep): PlainPatch => ({ records: [{ stepId, output: { slept_ms: ms } }] })

/**
 * The same steps as one would draw them by hand in LangGraph: a node per step, an edge per dependency, and around them as
 * many nodes as ours has. The nodes around do nothing.
 *
 *   START → reflex → planner → approve → steps → judge → integrate → guardian → result → END
 */
export function buildPlainGraph({ steps, checkpointer, runStep }: PlainParts) {
  const nameOf = (stepId: number) => `step_${stepId}`
  const needed = new Set(steps.flatMap(({ dependencies }) => dependencies))
  const graph = new StateGraph(PlainState)
    .addNode('reflex', (): PlainPatch => ({ records: [] }))
    .addNode('planner', (): PlainPatch => ({ plan: steps.map(toPlanStep) }))
    .addNode('approve', (): PlainPatch => ({ records: [] }))
    .addNode(
      steps.map((step) => [nameOf(step.stepId), async () => runStep(step).then(() => toOutput(step))] as const) as [
        string,
        () => Promise<PlainPatch>,
      ][],
    )
    .addNode('judge', (): PlainPatch => ({ records: [] }))
    .addNode('integrate', ({ records }): PlainPatch => ({ answer: `${records.length} steps` }))
    .addNode('guardian', ({ answer }): PlainPatch => ({ answer }))
    .addNode('result', ({ answer }): PlainPatch => ({ answer }))
    .addEdge(START, 'reflex')
    .addEdge('reflex', 'planner')
    .addEdge('planner', 'approve')
    .addEdge('judge', 'integrate')
    .addEdge('integrate', 'guardian')
    .addEdge('guardian', 'result')
    .addEdge('result', END)
  for (const { stepId, dependencies } of steps) {
    if (dependencies.length === 0) graph.addEdge('approve', nameOf(stepId))
    else graph.addEdge(dependencies.map(nameOf), nameOf(stepId))
  }
  graph.addEdge(
    steps.filter(({ stepId }) => !needed.has(stepId)).map(({ stepId }) => nameOf(stepId)),
    'judge',
  )
  return graph.compile({ checkpointer })
}

/** The same steps a level at a time: one `Send` per step of a level, and the next level when all of this one are done. */
export function buildLevelGraph({ steps, checkpointer, runStep }: PlainParts) {
  const levels = levelsOf(steps)
  const nextLevel = ({ records }: typeof PlainState.State): Send[] | typeof END => {
    const done = new Set(records.map(({ stepId }) => stepId))
    const level = levels.find((candidate) => candidate.some(({ stepId }) => !done.has(stepId)))
    return level ? level.map((step) => new Send('step', step)) : END
  }
  return new StateGraph(PlainState)
    .addNode('dispatch', (): PlainPatch => ({ records: [] }))
    .addNode('step', async (step: BenchStep) => runStep(step).then(() => toOutput(step)))
    .addEdge(START, 'dispatch')
    .addConditionalEdges('dispatch', nextLevel, ['step', END])
    .addEdge('step', 'dispatch')
    .compile({ checkpointer })
}
