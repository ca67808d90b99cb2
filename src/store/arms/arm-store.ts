import type { ArmDescription } from '../../contracts/arm.ts'

/** Who brought an arm in: the configuration of a process, or a call of `POST /arms/register`. */
export type ArmSource = 'configured' | 'registered'

/** An arm behind HTTP, as all processes know it. */
export interface StoredArm {
  readonly url: string
  readonly source: ArmSource
  readonly description: ArmDescription
}

/** The arms behind HTTP that all processes on a database share, and the capability tokens that were taken back. */
export interface ArmStore {
  list(): Promise<readonly StoredArm[]>
  /**
   * Puts an arm in, or what it says of itself now in place of what it said before. "taken" when another address has its
   * id, or its address another id. A configured arm stays configured.
   */
  put(arm: StoredArm): Promise<'added' | 'refreshed' | 'taken'>
  /** False when there is none of that id. */
  remove(armId: string): Promise<boolean>
  /** Calls back when the list may have changed; returns the way to stop. */
  watch(onNews: () => void): () => void

  /** Takes a capability token back. */
  revoke(jti: string, expiresAt: Date): Promise<void>
  /** Whether a token of this id for a step of this task still holds: it was not taken back, and the task is being worked on. */
  holds(jti: string, taskId: string): Promise<boolean>
}
