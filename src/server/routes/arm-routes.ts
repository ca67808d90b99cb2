import express, { type Request, Router } from 'express'
import { z } from 'zod'
import { ArmEntry } from '../../contracts/arm.ts'
import { Fault } from '../../contracts/fault.ts'
import { toWire } from '../../contracts/wire.ts'
import { readBody } from '../read-input.ts'

/** The arms there are, as the server needs them. */
export interface ArmDesk {
  list(): readonly ArmEntry[]
  /** Without it arms cannot be registered over HTTP, and those routes do not exist. */
  readonly registration?: ArmRegistration
}

export interface ArmRegistration {
  /** Asks the arm at the address what it can do and makes it known. `created`: it was not known before. */
  register(url: string): Promise<{ readonly armId: string; readonly created: boolean }>
  /** Throws ARM_NOT_FOUND, ARM_CONFLICT. */
  remove(armId: string): Promise<void>
  /** Whether this is the arm's own key. */
  isKeyOf(armId: string, key: string): boolean
  /** What a capability token says that holds now; null for any other. */
  introspect(armId: string, token: string): Promise<TokenClaims | null>
  /** Takes a capability token back by its id. */
  revoke(jti: string): Promise<void>
}

/** RFC 7662, section 2.2. */
type TokenClaims = Readonly<Record<string, string | number>>

const Registration = z.object({ url: z.string().min(1).max(500) })
const Revocation = z.object({ jti: z.string().min(1).max(100) })
const Introspection = z.object({ token: z.string().min(1).max(4_096) })
const TOKEN_LIMIT = '8kb'

/** Which arms there are; arms that join and leave; tokens that are asked about and taken back. */
export function armRoutes({ arms }: { readonly arms: ArmDesk }): Router {
  const routes = Router()

  routes.get('/arms', (_request, response) => {
    response.json({ arms: toWire(z.array(ArmEntry), [...arms.list()]) })
  })

  routes.get('/arms/:id', (request, response) => {
    response.json(toWire(ArmEntry, entryOf(arms, request.params.id)))
  })

  if (arms.registration) registrationRoutes(routes, arms, arms.registration)
  return routes
}

function registrationRoutes(routes: Router, arms: ArmDesk, registration: ArmRegistration): void {
  routes.post('/arms/register', async (request, response) => {
    const { url } = readBody(request, Registration)
    const { armId, created } = await registration.register(url)
    response.status(created ? 201 : 200).location(`/arms/${armId}`)
    response.json(toWire(ArmEntry, entryOf(arms, armId)))
  })

  routes.delete('/arms/:id', async (request, response) => {
    await registration.remove(request.params.id)
    response.status(204).end()
  })

  routes.post('/arms/revoke', async (request, response) => {
    await registration.revoke(readBody(request, Revocation).jti)
    response.status(204).end()
  })

  const form = express.urlencoded({ extended: false, limit: TOKEN_LIMIT })
  routes.post('/arms/introspect', form, async (request, response) => {
    response.set('Cache-Control', 'no-store')
    const armId = authenticate(request, registration)
    if (armId === null) {
      response.set('WWW-Authenticate', 'Basic realm="octollm", charset="UTF-8"')
      throw new Fault('UNAUTHENTICATED', 'Send the arm’s id as user and its key as password, as HTTP Basic.')
    }
    const asked = Introspection.safeParse(request.body)
    if (!asked.success) throw new Fault('REQUEST_INVALID', 'Send the token as a form field: token=….')
    const claims = await registration.introspect(armId, asked.data.token)
    response.json(claims ? { active: true, ...claims } : { active: false })
  })
}

function entryOf(arms: ArmDesk, armId: string): ArmEntry {
  const entry = arms.list().find((arm) => arm.armId === armId)
  if (!entry) throw new Fault('ARM_NOT_FOUND', 'There is no such arm: GET /arms lists them.')
  return entry
}

/** The arm that asks, by its key (RFC 7617); null when it does not say who it is, or not truly. */
function authenticate(request: Request, registration: ArmRegistration): string | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(request.get('authorization') ?? '')?.[1]
  const [armId = '', ...key] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':')
  return registration.isKeyOf(armId, key.join(':')) ? armId : null
}
