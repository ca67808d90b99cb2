import {
  type BaseCheckpointSaver,
  GraphInterrupt,
  isGraphInterrupt,
  type LangGraphRunnableConfig,
} from '@langchain/langgraph'
import { z } from 'zod'
import { StepRecord } from '../contracts/step.ts'
import { type ReadySet, readySetOf } from '../graph/ready-set.ts'
import type { StepTask } from '../graph/routes.ts'
import type { OctoPatch } from '../graph/state.ts'
import { openRun, type Run } from './open-run.ts'
import { type RunStepParts, runStep, skipStep } from './run-step.ts'
import { whyNotRun } from './why-not-run.ts'

/**
 * The node of one arm. It is sent one step of the plan, waits for that step's own dependencies and no others, runs it, and
 * gives its record to whoever waits. A step that some process finished before is answered from the journal.
 */
export function createArmNode(parts: RunStepParts) {
  return async (task: StepTask, config: LangGraphRunnableConfig): Promise<OctoPatch> => {
    const run = openRun(parts, task.taskId, task.contract.budget.maxTimeSeconds, config)
    const ready = readySetOf(superstepOf(config), `${task.taskId}/${task.round}`)
    try {
      const record = await settle(task, { parts, run, ready, config })
      ready.settle(record)
      return { records: [record] }
    } catch (error) {
      ready.fail(task.step.stepId, error)
      throw error
    }
  }
}

interface Surroundings {
  readonly parts: RunStepParts
  readonly run: Run
  readonly ready: ReadySet
  readonly config: LangGraphRunnableConfig
}

async function settle(task: StepTask, { parts, run, ready, config }: Surroundings): Promise<StepRecord> {
  const finished = await ready.restore(() => finishedBefore(task, run, config))
  const own = finished.get(task.step.stepId)
  if (own) return own
  const dependencies = await dependenciesOf(task, ready)
  const why = whyNotRun(task, dependencies)
  return why === null ? runStep(task, dependencies, run, parts) : skipStep(task, run, why)
}

async function dependenciesOf({ step, kept }: StepTask, ready: ReadySet): Promise<StepRecord[]> {
  // A step that depends on none is given what earlier plans finished.
  if (step.dependencies.length === 0) return [...kept]
  const known = new Map(kept.map((record) => [record.stepId, record]))
  try {
    return await Promise.all(step.dependencies.map((stepId) => known.get(stepId) ?? ready.wait(stepId)))
  } catch (error) {
    // The dependency shows its own interrupt; repeating it here would show it twice.
    throw isGraphInterrupt(error) ? new GraphInterrupt([]) : error
  }
}

/** LangGraph gives the nodes of one superstep one signal, and no other superstep or invocation the same. */
function superstepOf({ signal }: LangGraphRunnableConfig): object {
  if (!signal) throw new TypeError('A node was called outside of a graph run.')
  return signal
}

/** What earlier processes finished of this round: by the journal, and by LangGraph's own pending writes. */
async function finishedBefore(task: StepTask, run: Run, config: LangGraphRunnableConfig): Promise<StepRecord[]> {
  await run.ledger.open(task.contract.budget) // a journal in memory does not know it after a restart
  const [journal, pending] = await Promise.all([run.ledger.finished(), pendingRecords(config)])
  return [...pending, ...journal].filter(({ round }) => round === task.round)
}

/**
 * Records that LangGraph stored for this superstep. They matter where the journal is in memory but the checkpointer is
 * durable. Not `getState().tasks`: it hides the result of a task that once interrupted.
 */
async function pendingRecords(config: LangGraphRunnableConfig): Promise<StepRecord[]> {
  const { __pregel_checkpointer: saver }: { __pregel_checkpointer?: BaseCheckpointSaver } = config.configurable ?? {}
  const info = config.executionInfo
  if (!saver || info?.threadId === undefined) return []
  const checkpointNs = info.checkpointNs.split('|').slice(0, -1).join('|')
  const tuple = await saver.getTuple({
    configurable: { thread_id: info.threadId, checkpoint_ns: checkpointNs, checkpoint_id: info.checkpointId },
  })
  const values = (tuple?.pendingWrites ?? []).flatMap(([, channel, value]) => (channel === 'records' ? [value] : []))
  return values.flatMap((value) => z.array(StepRecord).catch([]).parse(value))
}
