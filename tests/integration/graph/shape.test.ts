import { describe, expect, it } from 'vitest'
import { TaskEventBody } from '../../../src/contracts/event.ts'
import { createOctoGraph } from '../../../src/graph/create-octo-graph.ts'
import { createDiary, GOAL, givenPlans, memoryGraph, steps, workArm } from '../../support/graph.ts'
import { failOnWarnings } from '../../support/no-warnings.ts'

failOnWarnings()

it('the drawing shows the pipeline with a node for each arm and one for all that join later', async () => {
  const { nodes, edges } = await createOctoGraph({ arms: [workArm(createDiary())] }).getGraphAsync()
  const arms = ['retriever', 'coder', 'executor', 'judge', 'guardian', 'planner', 'worker', 'remote'].map(
    (id) => `arm_${id}`,
  )
  const pipeline = ['reflex', 'planner', 'approve', 'judge', 'integrate', 'guardian', 'result']
  expect(Object.keys(nodes).toSorted()).toEqual(['__start__', '__end__', ...arms, ...pipeline].toSorted())
  const targets = edges.filter(({ source }) => source === 'approve').map(({ target }) => target)
  expect(targets.toSorted()).toEqual([...arms, 'result'].toSorted())
})

describe('a run that goes well', () => {
  it('tells what happens, in order, to whoever streams it', async () => {
    const worker = workArm(createDiary(), async ({ report }) => {
      report('half way')
      return {}
    })
    const graph = memoryGraph({ planner: givenPlans(steps([], [1])), arms: [worker] })
    const stream = await graph.stream({ goal: GOAL }, { configurable: { thread_id: 'thread' }, streamMode: 'custom' })
    const events: TaskEventBody[] = []
    for await (const event of stream) events.push(TaskEventBody.parse(event))
    expect(events.map((event) => ('stepId' in event ? `${event.type} ${event.stepId}` : phaseOf(event)))).toEqual([
      'phase reflex',
      'reflex.checked',
      'phase planning',
      'plan.created',
      'phase executing',
      'step.routed 1',
      'step.started 1',
      'step.progress 1',
      'step.finished 1',
      'step.routed 2',
      'step.started 2',
      'step.progress 2',
      'step.finished 2',
      'phase judging',
      'judge.verdict',
      'phase integrating',
    ])
  })
})

const phaseOf = (event: TaskEventBody) => (event.type === 'task.phase' ? `phase ${event.phase}` : event.type)
