import { Fault } from '../../contracts/fault.ts'

/** Another worker has taken the task over, or it has ended: nothing of this write was stored. Stop working on the task. */
export class StaleLeaseError extends Fault {
  constructor(taskId: string) {
    super('LEASE_LOST', `The lease on task ${taskId} is no longer held, so its checkpoint was not stored.`)
  }
}
