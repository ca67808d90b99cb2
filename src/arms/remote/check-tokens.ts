import { createHash, timingSafeEqual } from 'node:crypto'
import type { ArmStore } from '../../store/arms/arm-store.ts'
import { armKey, readCapability } from './capability-token.ts'

/** What arms ask about tokens, and what takes them back. */
export interface TokenDesk {
  isKeyOf(armId: string, key: string): boolean
  /** What a token says that holds now: signed for this arm, not expired, not taken back, its task being worked on. */
  introspect(armId: string, token: string): Promise<Readonly<Record<string, string | number>> | null>
  /** From now on, introspection says that the token of this id does not hold. */
  revoke(jti: string): Promise<void>
}

interface Parts {
  /** Null: no tokens are given out, and none holds. */
  readonly secret: string | null
  readonly store: Pick<ArmStore, 'holds' | 'revoke'>
  /** Whether there is such an arm: the tokens of one that was removed hold no longer. */
  isKnown(armId: string): boolean
}

// Longer than any token lives.
const KEPT_MS = 360_000

export function createTokenDesk({ secret, store, isKnown }: Parts): TokenDesk {
  return {
    isKeyOf: (armId, key) => secret !== null && isSame(key, armKey(secret, armId)),
    async introspect(armId, token) {
      const known = secret === null ? null : await readCapability({ token, key: armKey(secret, armId), armId })
      if (!known || !isKnown(armId)) return null
      const { jti, taskId, stepId, scope, expiresAt } = known
      if (!(await store.holds(jti, taskId))) return null
      const exp = Math.floor(expiresAt.getTime() / 1_000)
      return { iss: 'octollm', aud: armId, sub: taskId, step_id: stepId, scope, jti, exp }
    },
    revoke: (jti) => store.revoke(jti, new Date(Date.now() + KEPT_MS)),
  }
}

// Digests, because only texts of one length can be compared in constant time.
const isSame = (one: string, other: string) => timingSafeEqual(digestOf(one), digestOf(other))
const digestOf = (text: string) => createHash('sha256').update(text).digest()
