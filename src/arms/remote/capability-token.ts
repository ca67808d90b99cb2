import { createHash, hkdfSync, randomUUID } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

/**
 * A capability token says that OctoLLM asks one arm for one thing, now. It is a JWT (RFC 7519), signed HS256, header
 * `{"alg":"HS256","typ":"octollm-capability+jwt"}`, with these claims, all of them always there:
 *
 *   iss          "octollm"
 *   aud          the arm's id
 *   sub          the task's id
 *   step_id      the step's number, from 1
 *   scope        "execute" or "status"
 *   body_sha256  base64url without padding of the SHA-256 of the request body's bytes as they are sent; for "status",
 *                whose request has no body, of the idempotency key in the path, decoded, as UTF-8
 *   jti          a UUID, new for every request; the same as the request's X-Request-ID
 *   iat, exp     seconds since 1970; exp is at most 300 s after iat
 *
 * The key of an arm is text of 43 characters (`octollm arm key ID` prints it); HMAC takes its UTF-8 bytes as they are:
 * nothing is decoded. `GET /health` and `GET /capabilities` carry no token, as they are asked before the arm is known.
 */
export interface Capability {
  readonly taskId: string
  readonly stepId: number
  readonly scope: CapabilityScope
  readonly jti: string
  readonly expiresAt: Date
}

export type CapabilityScope = 'execute' | 'status'

export interface CapabilityRequest {
  /** The arm's own key, as `armKey` gives it. */
  readonly key: string
  readonly armId: string
  readonly taskId: string
  readonly stepId: number
  readonly scope: CapabilityScope
  /** The request body as it is sent; for "status" the idempotency key. */
  readonly body: string | Uint8Array
  /** A new UUID when left out. */
  readonly jti?: string
  /** At most 300, and that when left out. */
  readonly lifetimeSeconds?: number
  readonly now?: Date
}

export interface TokenCheck {
  readonly token: string
  readonly key: string
  readonly armId: string
  readonly scope: CapabilityScope
  readonly body: string | Uint8Array
  readonly now?: Date
}

/** `reason` is for a log or an answer of 401: it holds nothing of the token. */
export type CheckedToken =
  | { readonly ok: true; readonly capability: Capability }
  | { readonly ok: false; readonly reason: string }

const ISSUER = 'octollm'
const TYPE = 'octollm-capability+jwt'
const MAX_LIFETIME_SECONDS = 300
// How far the clocks of two machines may be apart.
const CLOCK_TOLERANCE_SECONDS = 5

/** Throws a RangeError for a lifetime that is not within 1 to 300 seconds. */
export async function signCapability(request: CapabilityRequest): Promise<string> {
  const { key, armId, taskId, stepId, scope, body, jti = randomUUID(), now = new Date() } = request
  const { lifetimeSeconds = MAX_LIFETIME_SECONDS } = request
  if (!(lifetimeSeconds >= 1 && lifetimeSeconds <= MAX_LIFETIME_SECONDS)) {
    throw new RangeError(`A capability token lives for 1 to ${MAX_LIFETIME_SECONDS} s, not ${lifetimeSeconds}.`)
  }
  const issuedAt = Math.floor(now.getTime() / 1_000)
  return new SignJWT({ scope, step_id: stepId, body_sha256: digestOf(body) })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE })
    .setIssuer(ISSUER)
    .setAudience(armId)
    .setSubject(taskId)
    .setJti(jti)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + Math.floor(lifetimeSeconds))
    .sign(bytesOf(key))
}

/** What an arm checks before it does anything: signature, issuer, audience, time, scope and body. */
export async function verifyCapability({ token, key, armId, scope, body, now }: TokenCheck): Promise<CheckedToken> {
  const claims = await readClaims(token, key, armId, now)
  if (typeof claims === 'string') return { ok: false, reason: claims }
  if (claims.scope !== scope) return { ok: false, reason: `The token does not allow "${scope}".` }
  if (claims.body_sha256 !== digestOf(body)) return { ok: false, reason: 'The token was made for another body.' }
  return { ok: true, capability: toCapability(claims) }
}

/**
 * What a token says that was signed for this arm and is not expired, whatever it was used for: for introspection, which
 * does not see the body. Null when it is not such a token.
 */
export async function readCapability(check: Pick<TokenCheck, 'token' | 'key' | 'armId' | 'now'>) {
  const claims = await readClaims(check.token, check.key, check.armId, check.now)
  return typeof claims === 'string' ? null : toCapability(claims)
}

/** The key of one arm, from the server's secret (HKDF-SHA-256, RFC 5869): one arm's key tells nothing of another's. */
export function armKey(secret: string, armId: string): string {
  return Buffer.from(hkdfSync('sha256', secret, 'octollm', `arm ${armId}`, 32)).toString('base64url')
}

const Claims = z.object({
  sub: z.string(),
  step_id: z.number().int().min(1),
  scope: z.enum(['execute', 'status']),
  body_sha256: z.string(),
  jti: z.string().min(1),
  exp: z.number(),
})

/** The claims, or why they are not to be believed. */
async function readClaims(token: string, key: string, armId: string, now = new Date()) {
  try {
    const { payload } = await jwtVerify(token, bytesOf(key), {
      algorithms: ['HS256'],
      typ: TYPE,
      issuer: ISSUER,
      audience: armId,
      maxTokenAge: MAX_LIFETIME_SECONDS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
    })
    return Claims.safeParse(payload).data ?? 'The token lacks a claim.'
  } catch (error) {
    return reasonOf(error)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.'
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The token's claim "${error.claim}" is not what it must be.`
  return 'The token is not one that was signed for this arm.'
}

const toCapability = ({ sub, step_id, scope, jti, exp }: z.infer<typeof Claims> & JWTPayload): Capability => ({
  taskId: sub,
  stepId: step_id,
  scope,
  jti,
  expiresAt: new Date(exp * 1_000),
})

const digestOf = (body: string | Uint8Array) => createHash('sha256').update(body).digest('base64url')

const bytesOf = (key: string) => new TextEncoder().encode(key)
