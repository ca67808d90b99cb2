import { Fault } from '../contracts/fault.ts'
import type { Claim } from './line.ts'

/** The claims this process has in hand, one per task. */
export interface InHand {
  /** Those that are not lost. */
  readonly claims: readonly Claim[]
  /** Aborts when the claim is lost. Null when the task is in hand already. */
  add(claim: Claim): AbortSignal | null
  remove(claim: Claim): void
  lose(claim: Claim): void
  loseAll(): void
}

export function createInHand(): InHand {
  const byTask = new Map<string, { readonly claim: Claim; readonly controller: AbortController }>()
  const lose = (controller: AbortController) => {
    controller.abort(new Fault('LEASE_LOST', 'This worker lost its hold on the task; another one goes on with it.'))
  }
  return {
    get claims() {
      return [...byTask.values()].filter(({ controller }) => !controller.signal.aborted).map(({ claim }) => claim)
    },
    add(claim) {
      if (byTask.has(claim.job.taskId)) return null
      const controller = new AbortController()
      byTask.set(claim.job.taskId, { claim, controller })
      return controller.signal
    },
    remove(claim) {
      byTask.delete(claim.job.taskId)
    },
    lose(claim) {
      const held = byTask.get(claim.job.taskId)
      if (held?.claim === claim) lose(held.controller)
    },
    loseAll() {
      for (const { controller } of byTask.values()) lose(controller)
    },
  }
}
