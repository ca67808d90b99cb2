import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox } from '../../src/arms/executor/create-sandbox.ts'
import { JAVASCRIPT_ATTEMPTS, PYTHON_ATTEMPTS } from '../support/escape-attempts.ts'
import { type HostFacts, tryJavaScript, tryPython } from '../support/try-escapes.ts'

const SECRET = 'a secret of the host'
const sandbox = createSandbox()
let folder: string
let listener: Server
let connections = 0
let inPython: Record<string, string> = {}
let inJavaScript: Record<string, string> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'escape-'))
  await writeFile(join(folder, 'secret.txt'), SECRET)
  process.env['SANDBOX_ESCAPE_SECRET'] = SECRET
  listener = createServer((socket) => {
    connections += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  inPython = await tryPython(sandbox, facts())
  inJavaScript = await tryJavaScript(sandbox, facts())
})

afterAll(async () => {
  delete process.env['SANDBOX_ESCAPE_SECRET']
  await sandbox.close()
  listener.close()
  await rm(folder, { recursive: true })
})

describe('nothing of the host can be reached', () => {
  it.each(Object.keys(PYTHON_ATTEMPTS))('Python cannot %s', (attempt) => {
    expect(inPython[attempt]).toMatch(/^blocked/)
  })

  it.each(Object.keys(JAVASCRIPT_ATTEMPTS))('JavaScript cannot %s', (attempt) => {
    expect(inJavaScript[attempt]).toMatch(/^blocked/)
  })

  it('leaves the files of the host as they were, and its sockets untouched', async () => {
    expect(await readFile(join(folder, 'secret.txt'), 'utf8')).toBe(SECRET)
    expect(existsSync(join(folder, 'planted.txt'))).toBe(false)
    expect(connections).toBe(0)
  })

  it('shows no environment variable of the host', async () => {
    const run = await sandbox.run({ language: 'python', code: 'import os; result = dict(os.environ)' })
    expect(JSON.stringify(run.result)).not.toContain(SECRET)
    expect(JSON.stringify(run.result)).not.toContain(process.cwd())
  })

  it('does not evaluate JavaScript through the C library either', async () => {
    const code = `import ctypes; ctypes.CDLL(None).emscripten_run_script(b"globalThis.x = 1"); print("alive")`
    const run = await sandbox.run({ language: 'python', code })
    expect(run.success).toBe(false)
    expect(run.stdout).not.toContain('alive')
    expect(run.stderr).toContain('Code generation from strings disallowed')
  })
})

describe('nothing is carried from one run to the next', () => {
  const python = (code: string) => sandbox.run({ language: 'python', code })
  const javascript = (code: string, more = {}) => sandbox.run({ language: 'javascript', code, ...more })

  it('by what Python changes in its modules, its classes and its files', async () => {
    await python(`
import builtins, json, os, random, sys
builtins.left = json.loads = os.listdir = None
sys.modules['math'] = sys.modules['poisoned'] = os
sys.meta_path.insert(0, None)
open('/lib/python3.14/site-packages/poisoned.py', 'w').write('x = 1')
random.seed(1)`)
    const { result, stderr } = await python(`
import builtins, json, math, os, sys
result = [hasattr(builtins, 'left'), json.loads('1'), math.sqrt(4), os.listdir('.'), 'poisoned' in sys.modules]
try:
  import poisoned
except ImportError: result.append('gone')`)
    expect([result, stderr]).toEqual([[false, 1, 2, [], false, 'gone'], ''])
  })

  it('by what JavaScript changes in prototypes and modules', async () => {
    await javascript(`
      import assert from 'assert'
      Object.prototype.polluted = Array.prototype.polluted = 1
      assert.equal = () => {}
      JSON.stringify = () => 'forged'
      globalThis.left = 1`)
    const { result } = await javascript(`
      import assert from 'assert'
      let refused = false
      try { assert.equal(1, 2) } catch { refused = true }
      result = [typeof left, typeof ({}).polluted, typeof [].polluted, JSON.stringify([1]), refused]`)
    expect(result).toEqual(['undefined', 'undefined', 'undefined', '[1]', true])
  })

  it('by the snapshot that interpreters start from: no two of them draw the same numbers', async () => {
    const code =
      'import os, random, secrets, uuid\nresult = [random.random(), secrets.token_hex(8), str(uuid.uuid4()), os.urandom(8).hex()]'
    const drawn = [await python(code), await python(code), await python(code)].map(({ result }) => result)
    expect(new Set(drawn.flat()).size).toBe(12)
  })

  it('into the host: a result is data, whatever its names', async () => {
    const { result } = await javascript('result = JSON.parse(`{"__proto__": {"polluted": 1}, "constructor": 1}`)')
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(JSON.stringify(result)).toContain('"constructor":1')
  })
})

function facts(): HostFacts {
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { folder, port, pid: process.pid }
}
