import type { TaskContract } from '../contracts/task.ts'
import type { OctoState } from '../graph/state.ts'

/** The task's identity and contract, which `reflex` has put there before any other node runs. */
export function contractOf({ taskId, contract }: OctoState): { taskId: string; contract: TaskContract } {
  if (taskId === undefined || !contract) throw new TypeError('A node ran before the reflex node.')
  return { taskId, contract }
}
