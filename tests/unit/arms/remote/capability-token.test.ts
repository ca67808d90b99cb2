import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  armKey,
  readCapability,
  signCapability,
  verifyCapability,
} from '../../../../src/arms/remote/capability-token.ts'
import { ArmDescription } from '../../../../src/contracts/arm.ts'
import { ExecuteRequest } from '../../../../src/contracts/arm-wire.ts'
import { FaultRecord } from '../../../../src/contracts/fault.ts'
import { ArmOutcome } from '../../../../src/contracts/step.ts'
import { fromWire, toWire } from '../../../../src/contracts/wire.ts'

const SECRET = 'a secret of thirty-two characters'
const key = armKey(SECRET, 'weather')
const body = '{"task_id":"t-1"}'
const request = { key, armId: 'weather', taskId: 't-1', stepId: 2, scope: 'execute', body } as const
const check = { key, armId: 'weather', scope: 'execute', body } as const

describe('a capability token', () => {
  it('says which task and step it is for, to the arm it was made for', async () => {
    const token = await signCapability({ ...request, jti: 'j-1' })
    expect(await verifyCapability({ ...check, token })).toMatchObject({
      ok: true,
      capability: { taskId: 't-1', stepId: 2, scope: 'execute', jti: 'j-1' },
    })
  })

  it('is what its docstring says, so that any language can check it', async () => {
    const now = new Date('2026-11-21T12:00:00.900Z')
    const [header = '', payload = '', signature] = (await signCapability({ ...request, jti: 'j-1', now })).split('.')
    expect(JSON.parse(atob(header))).toEqual({ alg: 'HS256', typ: 'octollm-capability+jwt' })
    expect(JSON.parse(atob(payload))).toEqual({
      iss: 'octollm',
      aud: 'weather',
      sub: 't-1',
      step_id: 2,
      scope: 'execute',
      body_sha256: createHash('sha256').update(body).digest('base64url'),
      jti: 'j-1',
      iat: 1_795_262_400,
      exp: 1_795_262_700,
    })
    expect(key).toHaveLength(43)
    expect(signature).toBe(createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url'))
  })

  it.each([
    ['another arm', { armId: 'other' }, /"aud"/],
    ['another key', { key: armKey(SECRET, 'other') }, /not one that was signed/],
    ['another scope', { scope: 'status' }, /does not allow/],
    ['another body', { body: `${body} ` }, /another body/],
    ['five minutes later', { now: new Date(Date.now() + 306_000) }, /expired/],
  ] as const)('is refused for %s', async (_, change, reason) => {
    const token = await signCapability(request)
    expect(await verifyCapability({ ...check, token, ...change })).toEqual({
      ok: false,
      reason: expect.stringMatching(reason),
    })
  })

  it('that is not signed, or says that it lives longer than five minutes, is refused', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { iss: 'octollm', aud: 'weather', sub: 't-1', step_id: 2, scope: 'execute', jti: 'j' }
    const body_sha256 = createHash('sha256').update(body).digest('base64url')
    const iat = Math.floor(Date.now() / 1_000) - 400
    const payload = part({ ...claims, body_sha256, iat, exp: iat + 86_400 })
    const unsigned = `${part({ alg: 'none', typ: 'octollm-capability+jwt' })}.${payload}.`
    const head = part({ alg: 'HS256', typ: 'octollm-capability+jwt' })
    const lasting = `${head}.${payload}.${createHmac('sha256', key).update(`${head}.${payload}`).digest('base64url')}`
    for (const token of [unsigned, lasting, 'nonsense', '']) {
      expect(await verifyCapability({ ...check, token })).toMatchObject({ ok: false })
    }
    await expect(signCapability({ ...request, lifetimeSeconds: 301 })).rejects.toThrow(RangeError)
  })

  it('can be read without the body by whoever answers for it, and by nobody else', async () => {
    const token = await signCapability(request)
    expect(await readCapability({ ...check, token })).toMatchObject({ taskId: 't-1', stepId: 2, scope: 'execute' })
    expect(await readCapability({ ...check, token, armId: 'other' })).toBeNull()
  })
})

describe('docs/remote-arms.md', () => {
  const page = readFileSync('docs/remote-arms.md', 'utf8')
  const shown = (name: string) => new RegExp(`^\\| ${name} \\| \`(.+)\` \\|$`, 'm').exec(page)?.[1] ?? ''

  it('shows a key and a token to try a check with', async () => {
    const example = armKey('an example secret, 32 characters or more', 'weather')
    expect(shown('key')).toBe(example)
    const asked = {
      token: shown('token'),
      key: example,
      armId: 'weather',
      scope: 'execute',
      body: shown('body'),
    } as const
    const atThatTime = new Date('2026-01-01T00:01:00Z')
    expect(await verifyCapability({ ...asked, now: atThatTime })).toMatchObject({ ok: true, capability: { stepId: 2 } })
    expect(await verifyCapability(asked)).toEqual({ ok: false, reason: 'The token has expired.' })
  })

  it('shows what goes over the wire as it is', () => {
    const blocks = [...page.matchAll(/^```json\n([^`]+)```/gm)].map(([, json = '']): unknown => JSON.parse(json))
    expect(blocks).toHaveLength(4)
    const [capabilities, request, outcome, problem] = blocks
    expect(ArmDescription.parse(fromWire(ArmDescription, capabilities)).armId).toBe('weather')
    expect(toWire(ExecuteRequest, ExecuteRequest.parse(fromWire(ExecuteRequest, request)))).toEqual(request)
    expect(ArmOutcome.parse(fromWire(ArmOutcome, outcome)).usage.seconds).toBe(0.2)
    expect(FaultRecord.omit({ message: true }).parse(problem).code).toBe('ARM_INPUT_INVALID')
  })
})
