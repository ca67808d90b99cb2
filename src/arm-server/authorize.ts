import type { Request } from 'express'
import type { StepOf } from '../arms/arm.ts'
import { type CapabilityScope, readCapability, verifyCapability } from '../arms/remote/capability-token.ts'
import { Fault } from '../contracts/fault.ts'

interface Asked {
  readonly armId: string
  /** Null: anybody who can reach the arm may use it. */
  readonly key: string | null
  readonly scope: CapabilityScope
  /** The bytes of the body; for "status" the idempotency key. */
  readonly body: string | Uint8Array
}

/**
 * The task and step that the token names; null where no token is asked for. Throws UNAUTHENTICATED for one that is not to be
 * believed, FORBIDDEN for one of another scope.
 */
export async function authorize(request: Request, { armId, key, scope, body }: Asked): Promise<StepOf | null> {
  if (key === null) return null
  const token = /^Bearer +([^\s]+)$/i.exec(request.get('authorization') ?? '')?.[1]
  if (token === undefined) {
    throw new Fault('UNAUTHENTICATED', 'This arm asks for a capability token: Authorization: Bearer <token>.')
  }
  const checked = await verifyCapability({ token, key, armId, scope, body })
  if (checked.ok) return checked.capability
  const known = await readCapability({ token, key, armId })
  throw new Fault(known && known.scope !== scope ? 'FORBIDDEN' : 'UNAUTHENTICATED', checked.reason)
}
