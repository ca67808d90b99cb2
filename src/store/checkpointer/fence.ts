import { z } from 'zod'

/** Which claim of which task a run works under. Its rows are stored only while the task's row agrees. */
export const Fence = z.object({ taskId: z.uuid(), token: z.int() })
export type Fence = z.infer<typeof Fence>

/** The same text for the same claim, and for none. */
export function toFenceKey(fence: Fence | undefined): string {
  return fence ? `${fence.taskId} ${fence.token}` : ''
}
