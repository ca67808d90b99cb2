import { Command, GraphDrained, INTERRUPT, isInterrupted, RunControl } from '@langchain/langgraph'
import { ApprovalRequest } from '../contracts/approval.ts'
import type { TaskContract, TaskOutcome, TaskRequest } from '../contracts/task.ts'
import type { OctoGraph } from '../graph/create-octo-graph.ts'
import { parkedSeconds } from '../graph/park.ts'
import { OctoOutput, type OctoPatch } from '../graph/state.ts'
import type { ClaimedTask } from '../store/task-store.ts'
import type { RunEnd } from './run-end.ts'

/**
 * Runs a claimed task on the graph, on the thread of the task's id: from the start, from the last checkpoint of a worker
 * that died, or from the interrupt that a person has answered.
 */
export function createRunTask(graph: OctoGraph) {
  return async (task: ClaimedTask, { signal, drain }: { signal: AbortSignal; drain: AbortSignal }): Promise<RunEnd> => {
    const { control, release } = drainedBy(drain)
    const configurable = {
      thread_id: task.taskId,
      task_id: task.taskId,
      fence: { taskId: task.taskId, token: task.fence },
      expires_at: task.expiresAt,
      can_park: true,
    }
    try {
      const start = await startOf(graph, task)
      if ('outcome' in start) return { kind: 'ended', outcome: start.outcome }
      const config = { configurable, signal, control, durability: 'sync', recursionLimit: 100 } as const
      return toEnd(await graph.invoke(start.input, config))
    } catch (error) {
      if (error instanceof GraphDrained) return endOfDrain(error)
      throw error
    } finally {
      release()
    }
  }
}

function endOfDrain(error: GraphDrained): RunEnd {
  const seconds = parkedSeconds(error)
  return seconds === null ? { kind: 'drained' } : { kind: 'parked', seconds }
}

/** LangGraph's drain control, pulled when the signal aborts. */
function drainedBy(drain: AbortSignal): { control: RunControl; release: () => void } {
  const control = new RunControl()
  const requestDrain = () => control.requestDrain('the worker is shutting down')
  if (drain.aborted) requestDrain()
  drain.addEventListener('abort', requestDrain, { once: true })
  return { control, release: () => drain.removeEventListener('abort', requestDrain) }
}

function toEnd(state: Awaited<ReturnType<OctoGraph['invoke']>>): RunEnd {
  if (isInterrupted(state)) return waitingFor(state[INTERRUPT])
  if (!state.outcome) throw new TypeError('The graph came to an end without an outcome.')
  return { kind: 'ended', outcome: state.outcome }
}

// Nobody can have left a checkpoint before it.
const FIRST_CLAIM = 1

type Start = { readonly input: Parameters<OctoGraph['invoke']>[0] } | { readonly outcome: TaskOutcome }

/**
 * What the thread is given: the answer of a person, nothing when it is to go on from its checkpoint, the request when it
 * has none. A worker may have died between the end of the graph and the settling of the task: then the outcome is there.
 */
async function startOf(graph: OctoGraph, { taskId, contract, resume, fence }: ClaimedTask): Promise<Start> {
  if (fence === FIRST_CLAIM) return { input: requestOf(contract) }
  if (resume) {
    return { input: new Command<unknown, OctoPatch, string>({ resume: { [resume.interruptId]: resume.answer } }) }
  }
  const { config, next, values } = await graph.getState({ configurable: { thread_id: taskId } })
  const hasCheckpoint = config.configurable?.['checkpoint_id'] !== undefined
  if (!hasCheckpoint) return { input: requestOf(contract) }
  if (next.length > 0) return { input: null }
  const { outcome } = OctoOutput.parse(values)
  return outcome ? { outcome } : { input: requestOf(contract) }
}

function requestOf({ deadlineSeconds, parentTaskId, ...contract }: TaskContract): TaskRequest {
  return { ...contract, deadlineSeconds: deadlineSeconds ?? undefined, parentTaskId: parentTaskId ?? undefined }
}

function waitingFor(interrupts: readonly { id?: string; value?: unknown }[]): RunEnd {
  const [first] = interrupts
  if (first?.id === undefined) throw new TypeError('The graph was interrupted without saying why.')
  return { kind: 'waiting', interrupt: { id: first.id, request: ApprovalRequest.parse(first.value) } }
}
