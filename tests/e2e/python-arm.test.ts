import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CANARY, describeRemoteArmContract } from '../../src/testing/index.ts'
import { armOverHttp, executeBody } from '../support/arm-over-http.ts'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'
import { findPython } from '../support/python.ts'
import { until } from '../support/served-arm.ts'

const KEY = 'k'.repeat(43)
const python = findPython()
let octollm: Octollm
let folder: string
const running: ChildProcess[] = []

beforeAll(async () => {
  octollm = await createOctollm()
  expect((await octollm.run(['arm', 'new', 'demo', '--kind', 'python'])).code).toBe(0)
  folder = join(octollm.folder, 'demo')
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await octollm.remove()
})

// -S and -I: no site packages and nothing of the environment, so the standard library is all there is.
const ALONE = ['-S', '-s', '-E', '-B']

/** Starts the arm and gives its address. The first lines say which. */
async function start(env: Record<string, string> = {}, before = ''): Promise<{ url: string; child: ChildProcess }> {
  const serve = `${before}\nimport sys; sys.path.insert(0, '.'); import runpy; runpy.run_path('serve.py')`
  const child = spawn(python, [...ALONE, '-c', serve], { cwd: folder, env: { PORT: '0', ...env } })
  running.push(child)
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await until(() => /http:\S+\n/.test(said) || child.exitCode !== null)
  return { url: /http:\S+/.exec(said)?.[0] ?? said, child }
}

describe('an arm in Python, as octollm arm new writes it', () => {
  it('passes its own tests untouched, with the standard library alone', () => {
    const { status, stderr } = spawnSync(python, [...ALONE, '-m', 'unittest'], {
      cwd: folder,
      encoding: 'utf8',
      env: {},
    })
    expect(stderr).toMatch(/Ran \d+ tests in .*\n\nOK\n$/)
    expect(status).toBe(0)
  })

  it('is not served to other machines without a key', async () => {
    const { url } = await start({ HOST: '0.0.0.0' })
    expect(url).toContain('give it a key')
  })

  it.each(['', 'short'])('is not served with a key that can be guessed: "%s"', async (key) => {
    expect((await start({ OCTOLLM_ARM_KEY: key })).url).toContain('octollm arm key demo')
  })

  it('answers no web page when it has no key', async () => {
    const arm = armOverHttp((await start()).url)
    expect((await arm.execute({ inputs: { text: 'a b' } })).body).toMatchObject({ output: { words: 2 } })
    const fromPage = await arm.send('/health', { headers: { origin: 'https://example.org' } })
    expect(fromPage).toMatchObject({ status: 403, body: { code: 'HOST_NOT_ALLOWED' } })
  })

  it('refuses what is too large, has no length or is no JSON', async () => {
    const arm = armOverHttp((await start()).url)
    const send = (body: string | ReadableStream, more: object = {}) =>
      arm.send('/execute', { method: 'POST', body, ...more })
    expect((await send('x'.repeat(5 * 1024 * 1024)).catch(() => ({ status: 413 }))).status).toBe(413)
    expect((await send(new Blob(['{}']).stream(), { duplex: 'half' })).status).toBe(411)
    expect((await send('['.repeat(100_000))).status).toBe(400)
    expect(await send('{}')).toMatchObject({ status: 422, body: { code: 'REQUEST_INVALID' } })
  })
})

// What the arm does is replaced by something that takes as long as it is told to.
const SLOW = `
import sys, time
sys.path.insert(0, '.')
import arm, dataclasses
def execute(inputs, call):
    print('begun', flush=True)
    while not inputs.get('text') == 'quick':
        call.check()
        time.sleep(0.01)
    return {'output': {'lines': 1, 'words': 1, 'characters': 1}, 'confidence': 1}
arm.ARM = dataclasses.replace(arm.ARM, execute=execute, max_concurrent=1)
`

describe('an arm in Python with slow work', () => {
  const health = async (url: string) => (await armOverHttp(url).send('/health')).body['active_tasks']

  it('stops it when its time is up or its caller has gone, and has its place free again', async () => {
    const { url } = await start({}, SLOW)
    const arm = armOverHttp(url)
    const late = await arm.execute({ timeout_seconds: 0.2 })
    expect(late).toMatchObject({ status: 504, body: { code: 'ARM_TIMEOUT', retryable: true } })
    await until(async () => (await health(url)) === 0)
    const leaving = new AbortController()
    const call = arm.execute({}, { signal: leaving.signal })
    await until(async () => (await health(url)) === 1)
    leaving.abort()
    await expect(call).rejects.toThrow()
    await until(async () => (await health(url)) === 0)
  })

  it('sends more calls away than it can bear, for a moment', async () => {
    const { url } = await start({}, SLOW)
    const arm = armOverHttp(url)
    const leaving = new AbortController()
    const call = arm.execute({}, { signal: leaving.signal })
    await until(async () => (await health(url)) === 1)
    const refused = await arm.execute({ inputs: { text: 'quick' } })
    expect(refused).toMatchObject({ status: 503, body: { code: 'ARM_UNAVAILABLE', retryable: true } })
    expect(refused.headers.get('retry-after')).toBe('1')
    leaving.abort()
    await expect(call).rejects.toThrow()
  })

  it.each([
    ['unknown', 409, 'NEEDS_RECONCILIATION'],
    ['not_done', 504, 'ARM_TIMEOUT'],
  ])('begins an effect that was cut off again only when it did not happen: %s', async (status, again, code) => {
    const effect = `arm.ARM = dataclasses.replace(arm.ARM, side_effects=True, status=lambda key: '${status}')`
    const arm = armOverHttp((await start({}, SLOW + effect)).url)
    const call = () => arm.execute({ idempotency_key: 'k', timeout_seconds: 0.3 })
    expect((await call()).status).toBe(504)
    expect(await call()).toMatchObject({ status: again, body: { code } })
  })

  it('ends with 0 on SIGTERM, after what runs', async () => {
    const { url, child } = await start({}, SLOW)
    const call = armOverHttp(url).execute({}, { body: JSON.stringify(executeBody({ timeout_seconds: 1 })) })
    await until(async () => (await health(url)) === 1)
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect((await call).status).toBe(504)
    expect(await ended).toEqual([0, null])
  })
})

describeRemoteArmContract('the arm in Python, with a key', {
  key: KEY,
  url: async () => (await start({ OCTOLLM_ARM_KEY: KEY })).url,
  input: { text: `one two ${CANARY}` },
  badInput: { value: { text: [CANARY] }, path: 'text' },
})
