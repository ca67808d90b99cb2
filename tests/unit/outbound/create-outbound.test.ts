import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createOutbound, type OutboundOptions } from '../../../src/outbound/create-outbound.ts'
import type { OutboundRequest } from '../../../src/outbound/outbound.ts'

const SECRET = 'hunter2-4711'
const LOOPBACK = [{ address: '127.0.0.1', family: 4 }]

let server: Server
let port = 0
let seen: { url: string; method: string; headers: IncomingMessage['headers']; body: string }[] = []

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/moved': (response) => response.writeHead(302, { location: '/here' }).end(),
  '/elsewhere': (response) => response.writeHead(307, { location: `http://other.test:${port}/here` }).end(),
  '/inside': (response) => response.writeHead(302, { location: `http://inside.test:${port}/here` }).end(),
  '/loop': (response) => response.writeHead(302, { location: '/loop' }).end(),
  '/file': (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/unlisted': (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end(),
  '/hang': () => {},
  '/break': (response) => response.socket?.destroy(),
  '/drip': (response) => void response.writeHead(200).write('first'),
  '/endless': (response) => {
    const write = (): void =>
      void (response.write('x'.repeat(65_536)) ? setImmediate(write) : response.once('drain', write))
    response.on('close', () => response.removeAllListeners('drain'))
    write()
  },
  '/gzip': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from([0x1f, 0x8b, 8, 0])),
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { url = '', method = '', headers } = request
      seen.push({ url, method, headers, body: Buffer.concat(chunks).toString() })
      const answer = ANSWERS[url]
      if (answer) answer(response)
      else response.writeHead(200, { 'set-cookie': `session=${SECRET}` }).end('hello')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen = []
})

const TO_LOOPBACK: Partial<OutboundOptions> = { privateNetworks: ['127.0.0.1'], lookup: async () => LOOPBACK }
const outboundTo = (options: OutboundOptions = {}) =>
  createOutbound({ hosts: [`http://api.test:${port}`, `http://other.test:${port}`], ...TO_LOOPBACK, ...options })
const send = (path: string, more: Partial<OutboundRequest> = {}, options: OutboundOptions = {}) =>
  outboundTo(options).send({ method: 'GET', url: `http://api.test:${port}${path}`, ...more })

describe('a request to an allowed host', () => {
  it('is answered, without cookies', async () => {
    const { status, body, headers, truncated } = await send('/')
    expect([status, Buffer.from(body).toString(), truncated]).toEqual([200, 'hello', false])
    expect(JSON.stringify(headers)).not.toContain(SECRET)
  })

  it('carries method, headers and body as given', async () => {
    await send('/', { method: 'PUT', headers: { 'X-Note': 'né' }, body: 'content' })
    expect(seen).toMatchObject([
      { method: 'PUT', body: 'content', headers: { 'x-note': 'né', host: `api.test:${port}` } },
    ])
  })

  it('keeps no more of the body than asked for, however much there is', async () => {
    const { body, truncated } = await send('/endless', { maxBytes: 1_000 })
    expect([body.length, truncated]).toEqual([1_000, true])
  })

  it('unpacks nothing', async () => {
    const { body } = await send('/gzip')
    expect([...body]).toEqual([0x1f, 0x8b, 8, 0])
    expect(seen[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('goes straight there, whatever proxy the environment names', async () => {
    const before = { ...process.env }
    Object.assign(process.env, {
      HTTP_PROXY: 'http://127.0.0.1:9',
      http_proxy: 'http://127.0.0.1:9',
      NODE_USE_ENV_PROXY: '1',
    })
    try {
      expect((await send('/')).status).toBe(200)
    } finally {
      for (const name of ['HTTP_PROXY', 'http_proxy', 'NODE_USE_ENV_PROXY']) {
        if (before[name] === undefined) delete process.env[name]
        else process.env[name] = before[name]
      }
    }
  })
})

describe('nothing is sent', () => {
  const refusals: Readonly<Record<string, [Partial<OutboundRequest>, RegExp]>> = {
    'to a host that is not listed': [{ url: 'https://evil.test/' }, /not among the allowed hosts/],
    'to a listed host on another port': [{ url: 'http://api.test/' }, /not among the allowed hosts/],
    'to a listed host by another protocol': [{ url: 'ftp://api.test/' }, /Only https and http/],
    'to a host that only ends like a listed one': [{ url: 'https://api.test.evil.test/' }, /not among/],
    'to a host name that ends in a dot': [{ url: 'http://api.test.:1/' }, /ends in a dot/],
    'with a user name and password in the URL': [{ url: `https://joe:${SECRET}@api.test/` }, /user name or password/],
    'to what is no URL': [{ url: SECRET }, /cannot be read/],
    'with a header value that ends its line': [{ headers: { 'x-a': 'b\r\nhost: evil' } }, /no line breaks/],
    'with a header name that ends its line': [{ headers: { 'x-a: b\r\nhost': 'evil' } }, /no line breaks/],
    'with a host of its own': [{ headers: { Host: 'evil.test' } }, /set by the client/],
    'with a length of its own': [{ headers: { 'Transfer-Encoding': 'chunked' } }, /set by the client/],
    'with a header for proxies': [{ headers: { 'Proxy-Authorization': SECRET } }, /set by the client/],
  }

  it.each(Object.entries(refusals))('%s, and the reason tells no secret', async (_what, [request, reason]) => {
    const refused = await send('/', request).catch((error: unknown) => error)
    expect(refused).toMatchObject({ name: 'OutboundRefused', message: expect.stringMatching(reason) })
    expect(String(refused)).not.toContain(SECRET)
    expect(seen).toEqual([])
  })

  it('when no host is listed', async () => {
    const refused = createOutbound().send({ method: 'GET', url: 'https://api.test/' })
    await expect(refused).rejects.toThrow('No host may be asked here: name the allowed ones in OCTOLLM_HTTP_HOSTS')
  })

  it.each(['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '127.1', '[::ffff:127.0.0.1]', '169.254.169.254'])(
    'to the address %s, although every public host is allowed',
    async (host) => {
      const refused = createOutbound({ hosts: 'public' }).send({ method: 'GET', url: `http://${host}:${port}/` })
      await expect(refused).rejects.toThrow('address that is not public')
      expect(seen).toEqual([])
    },
  )

  it('to a name that has one bad address among good ones', async () => {
    const lookup = async () => [{ address: '93.184.215.14', family: 4 }, ...LOOPBACK]
    const refused = createOutbound({ hosts: 'public', lookup }).send({
      method: 'GET',
      url: `http://mixed.test:${port}/`,
    })
    await expect(refused).rejects.toThrow('address that is not public')
  })

  it('once the signal is aborted', async () => {
    const reason = new Error('cancelled')
    await expect(send('/', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(seen).toEqual([])
  })
})

describe('a name that changes its address between check and connection', () => {
  it('is resolved once, and the connection goes to the address that was checked', async () => {
    const answers = [LOOPBACK, [{ address: '127.0.0.2', family: 4 }]]
    let asked = 0
    const lookup = async () => answers[asked++] ?? []
    const { status } = await send('/', {}, { privateNetworks: ['127.0.0.1'], lookup })
    expect([status, asked]).toEqual([200, 1])
  })

  it('is refused when it is back inside at the next request', async () => {
    const answers = [LOOPBACK, [{ address: '10.0.0.1', family: 4 }]]
    let asked = 0
    const outbound = outboundTo({ lookup: async () => answers[asked++] ?? [] })
    const request = { method: 'GET', url: `http://api.test:${port}/` }
    expect((await outbound.send(request)).status).toBe(200)
    await expect(outbound.send(request)).rejects.toThrow('address that is not public')
  })
})

describe('a redirect', () => {
  it('is followed on the same host', async () => {
    const { url, status } = await send('/moved')
    expect([status, url]).toEqual([200, `http://api.test:${port}/here`])
  })

  it('to another allowed host is followed without credentials', async () => {
    const headers = { authorization: `Bearer ${SECRET}`, cookie: SECRET, 'x-api-key': SECRET, 'x-note': 'kept' }
    expect((await send('/elsewhere', { headers })).status).toBe(200)
    expect(seen[1]).toMatchObject({ url: '/here', headers: { 'x-note': 'kept', host: `other.test:${port}` } })
    expect(JSON.stringify(seen[1])).not.toContain(SECRET)
  })

  it.each([
    ['/inside', 'not among the allowed hosts'],
    ['/unlisted', 'not among the allowed hosts'],
    ['/file', 'Only https and http'],
    ['/loop', 'more than 5 times'],
  ])('from %s is refused', async (path, reason) => {
    await expect(send(path)).rejects.toThrow(reason)
  })

  it('to an allowed name whose address is not public is refused', async () => {
    const lookup = async (host: string) => (host === 'inside.test' ? [{ address: '10.0.0.1', family: 4 }] : LOOPBACK)
    const hosts = [`http://api.test:${port}`, `http://inside.test:${port}`]
    await expect(send('/inside', {}, { hosts, lookup })).rejects.toThrow('address that is not public')
  })

  it('is not followed by a request that changes something', async () => {
    expect(await send('/moved', { method: 'POST', body: 'x' })).toMatchObject({
      status: 302,
      headers: { location: '/here' },
    })
    expect(seen).toHaveLength(1)
  })
})

describe('a request without an answer', () => {
  it.each([
    ['/hang', { timeoutMs: 200 }, 'did not answer in time'],
    ['/drip', { timeoutMs: 200 }, 'did not answer in time'],
    ['/break', {}, 'connection broke'],
  ])('to %s may have arrived, and says so', async (path, more, message) => {
    const failed = await send(path, more).catch((error: unknown) => error)
    expect(failed).toMatchObject({ name: 'OutboundFailed', wasSent: true, message: expect.stringContaining(message) })
  })

  it('because nobody listens has not arrived', async () => {
    const outbound = createOutbound({ hosts: ['http://api.test:1'], ...TO_LOOPBACK })
    const failed = outbound.send({ method: 'POST', url: 'http://api.test:1/' })
    await expect(failed).rejects.toMatchObject({ name: 'OutboundFailed', wasSent: false })
  })

  it.each([
    [async () => Promise.reject(new Error('no such name'))],
    [async () => []],
    [() => new Promise<never>(() => {})],
  ])('because its name has no address has not arrived', async (lookup) => {
    const failed = send('/', { timeoutMs: 200 }, { lookup })
    await expect(failed).rejects.toMatchObject({ name: 'OutboundFailed', wasSent: false })
  })

  it('ends with the reason of its signal when that is aborted meanwhile', async () => {
    const task = new AbortController()
    const reason = new Error('cancelled')
    setTimeout(() => task.abort(reason), 100)
    await expect(send('/hang', { signal: task.signal })).rejects.toBe(reason)
  })
})
