import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fault } from '../../../src/contracts/fault.ts'
import { openServer, type ServerUnderTest } from '../../support/http-server.ts'

const ASKED: string[] = []
let fixed: ServerUnderTest
let open: ServerUnderTest

beforeAll(async () => {
  fixed = await openServer()
  open = await openServer(({ arms }) => ({
    arms: {
      ...arms,
      registration: {
        async register(url) {
          if (url.includes('10.0.0.7')) throw new Fault('ARM_HOST_NOT_ALLOWED', 'Not there.')
          return { armId: 'coder', created: url.endsWith('new') }
        },
        remove: async (armId) => {
          if (armId !== 'weather') throw new Fault('ARM_NOT_FOUND', 'There is none.')
        },
        isKeyOf: (armId, key) => armId === 'weather' && key === 'its:key',
        introspect: async (_, token) => (token === 'good' ? { sub: 't', scope: 'execute' } : null),
        revoke: async (jti) => void ASKED.push(jti),
      },
    },
  }))
})
afterAll(async () => {
  await fixed.close()
  await open.close()
})

describe('GET /arms/{id}', () => {
  it('shows one arm, and 404 for one that is not there', async () => {
    const { status, body } = await fixed.call('/arms/coder')
    expect([status, body['source'], body['health'], body['url']]).toEqual([200, 'built_in', 'healthy', null])
    expect(await fixed.call('/arms/poet')).toMatchObject({ status: 404, body: { code: 'ARM_NOT_FOUND' } })
  })
})

describe('where arms are fixed', () => {
  it('there is no way to register or ask', async () => {
    for (const path of ['/arms/register', '/arms/introspect', '/arms/revoke']) {
      expect((await fixed.call(path, { json: {} })).status).toBe(405)
    }
  })
})

describe('POST /arms/register', () => {
  const register = (json: unknown) => open.call('/arms/register', { json })

  it('answers 201 with the arm and where to find it, and 200 when it was known', async () => {
    const { status, headers, body } = await register({ url: 'http://127.0.0.1:9000/new' })
    expect([status, headers.get('location'), body['arm_id']]).toEqual([201, '/arms/coder', 'coder'])
    expect((await register({ url: 'http://127.0.0.1:9000' })).status).toBe(200)
  })

  it.each([
    [{ url: 'http://10.0.0.7' }, 403, 'ARM_HOST_NOT_ALLOWED'],
    [{}, 422, 'REQUEST_INVALID'],
    [{ url: '' }, 422, 'REQUEST_INVALID'],
    [{ url: 'http://127.0.0.1', key: 'x' }, 422, 'REQUEST_INVALID'],
  ])('refuses %j with %i', async (json, status, code) => {
    expect(await register(json)).toMatchObject({ status, body: { code } })
  })
})

describe('DELETE /arms/{id}', () => {
  it('answers 204, and 404 for one that is not there', async () => {
    expect((await open.call('/arms/weather', { method: 'DELETE' })).status).toBe(204)
    expect((await open.call('/arms/poet', { method: 'DELETE' })).status).toBe(404)
  })
})

describe('POST /arms/introspect', () => {
  const ask = (body: string, user?: string) =>
    open.call('/arms/introspect', {
      method: 'POST',
      body: new URLSearchParams(body),
      headers: user === undefined ? {} : { authorization: `Basic ${btoa(user)}` },
    })

  it('says what a token allows, and of any other only that it is not active', async () => {
    const good = await ask('token=good', 'weather:its:key')
    expect(good).toMatchObject({ status: 200, body: { active: true, sub: 't', scope: 'execute' } })
    expect(good.headers.get('cache-control')).toBe('no-store')
    expect((await ask('token=other', 'weather:its:key')).body).toEqual({ active: false })
  })

  it.each([undefined, 'weather:', 'weather:its', 'other:its:key', ':', ''])('answers 401 to %j', async (user) => {
    const { status, headers, body } = await ask('token=good', user)
    expect([status, body['code']]).toEqual([401, 'UNAUTHENTICATED'])
    expect(headers.get('www-authenticate')).toContain('Basic')
  })

  it('asks for the token', async () => {
    expect((await ask('', 'weather:its:key')).status).toBe(422)
  })
})

describe('POST /arms/revoke', () => {
  it('takes a token back by its id', async () => {
    expect((await open.call('/arms/revoke', { json: { jti: 'j-1' } })).status).toBe(204)
    expect(ASKED).toEqual(['j-1'])
  })
})
