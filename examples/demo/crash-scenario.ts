import type { TaskEvent } from '../../src/contracts/event.ts'
import type { Scenario } from './scenarios.ts'
import { showResult } from './show-result.ts'
import { GOALS } from './simulated-model.ts'
import { watchTask } from './watch-task.ts'

/** Kills the worker in the middle of step 3, when steps 1 and 2 are finished. */
export const crashScenario: Scenario = {
  title: 'kill -9 in mid-step: another worker takes over, finished steps are kept',
  async run({ client, killWorker }) {
    const { taskId, detail } = await client.submit({ goal: GOALS.primes })
    if (taskId === null) return { wrong: ['it was not accepted'], result: detail }
    const seen: TaskEvent[] = []
    let killedAt = 0
    await watchTask(client, { taskId, goal: GOALS.primes }, (event) => {
      seen.push(event)
      if (killedAt > 0 || !isInTheMiddle(seen)) return undefined
      killedAt = Date.now()
      return killWorker(ownerOf(seen))
    })

    const task = await client.task(taskId)
    showResult(task)
    const recovery = seen.find(({ type }) => type === 'task.recovered')
    const kept = recovery?.type === 'task.recovered' ? recovery.keptSteps : []
    const startsOf = (stepId: number) =>
      seen.filter((event) => event.type === 'step.started' && event.stepId === stepId).length
    const again = kept.filter((stepId) => startsOf(stepId) > 1)
    const seconds = recovery ? ((Date.parse(recovery.at) - killedAt) / 1_000).toFixed(1) : '?'
    return {
      wrong: [
        ...(task.status === 'completed' ? [] : [`the task is ${task.status}, not completed`]),
        ...(recovery ? [] : ['no other worker took over']),
        ...(again.length > 0 ? [`finished steps were run again: ${again.join(', ')}`] : []),
      ],
      result: `taken over after ${seconds} s; kept: step ${kept.join(', ')}`,
    }
  },
}

const isFinished = (seen: readonly TaskEvent[], id: number) =>
  seen.some((event) => event.type === 'step.finished' && event.stepId === id)

const isInTheMiddle = (seen: readonly TaskEvent[]) =>
  isFinished(seen, 1) &&
  isFinished(seen, 2) &&
  seen.some((event) => event.type === 'step.started' && event.stepId === 3)

function ownerOf(seen: readonly TaskEvent[]): string {
  const claim = seen.findLast(({ type }) => type === 'task.claimed')
  if (claim?.type !== 'task.claimed') throw new Error('nobody has claimed the task')
  return claim.workerId
}
