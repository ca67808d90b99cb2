import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { createSandbox } from '../../src/arms/executor/create-sandbox.ts'

const sandbox = createSandbox()
const python = (code: string, more = {}) => sandbox.run({ language: 'python', code, ...more })
const javascript = (code: string, more = {}) => sandbox.run({ language: 'javascript', code, ...more })
afterAll(() => sandbox.close())

describe('a program that will not stop', () => {
  it('is killed at its time limit, keeps its output, and leaves the event loop of the parent free', async () => {
    let ticks = 0
    const clock = setInterval(() => (ticks += 1), 10)
    const run = await python('print("before", flush=True)\nwhile True: pass', { timeoutMs: 700 })
    clearInterval(clock)
    expect(run).toMatchObject({ exitCode: 124, success: false, stdout: 'before\n', result: null })
    expect(run.stderr).toContain('Timed out: still running after 700 ms.')
    expect(ticks).toBeGreaterThan(20)
  })

  it('is killed although it swallows every exception', async () => {
    const code = 'import signal\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass'
    expect((await python(code, { timeoutMs: 500 })).exitCode).toBe(124)
  })

  it('is killed while a module that it imports is loading', async () => {
    const endless = { 'slow.py': 'while True: pass', 'slow.js': 'for (;;) {}' }
    expect((await python('import slow', { files: endless, timeoutMs: 500 })).exitCode).toBe(124)
    expect((await javascript('import "./slow.js"', { files: endless, timeoutMs: 500 })).exitCode).toBe(124)
  })

  it('is killed although it handles signals and interrupts', async () => {
    const code = `
import signal, sys
for number in range(1, 64):
  try: signal.signal(number, signal.SIG_IGN)
  except Exception: pass
sys.settrace(None)
while True:
  try:
    while True: pass
  except (KeyboardInterrupt, SystemExit, GeneratorExit): pass`
    expect((await python(code, { timeoutMs: 500 })).exitCode).toBe(124)
  })

  it('is killed inside one long native call, and while it sleeps', async () => {
    expect((await python('10 ** 10 ** 9', { timeoutMs: 500 })).exitCode).toBe(124)
    expect((await python('import time; time.sleep(60)', { timeoutMs: 500 })).exitCode).toBe(124)
  })

  it.each([
    'for (;;) {}',
    'await new Promise((done) => setTimeout(done, 60_000))',
    'const again = () => Promise.resolve().then(again); again()',
    '/(a+)+$/.test("a".repeat(40) + "b")',
  ])('is killed when it is JavaScript: %s', async (code) => {
    expect((await javascript(code, { timeoutMs: 500 })).exitCode).toBe(124)
  })
})

describe('a program that wants too much', () => {
  it.each([
    ['strings', 'x = []\nwhile True: x.append("y" * 1_000_000)'],
    ['one huge block', 'bytearray(1_000_000_000)'],
    ['files', 'n = 0\nwhile True:\n  open(f"{n}", "wb").write(b"x" * 8_000_000); n += 1'],
    ['JavaScript buffers', 'from pyodide.ffi import to_js\nx = []\nwhile True: x.append(to_js(b"x" * 4_000_000))'],
    ['JavaScript objects', 'from pyodide.ffi import to_js\nx = []\nwhile True: x.append(to_js([[]] * 1000))'],
  ])('is stopped when it is Python that hoards %s', async (_what, code) => {
    const run = await python(code, { memoryMb: 64, timeoutMs: 25_000 })
    expect(run).toMatchObject({ exitCode: 137, success: false })
    expect(run.stderr).toContain('Killed: out of memory.')
    expect(run.stderr).not.toContain(process.execPath)
  })

  it.each([
    ['strings', 'const x = []; for (;;) x.push("y".repeat(1e6) + x.length)'],
    ['files', 'import { writeFile } from "files"; for (let n = 0; ; n++) writeFile(String(n), "y".repeat(1e6) + n)'],
  ])('is stopped when it is JavaScript that hoards %s', async (_what, code) => {
    expect(await javascript(code, { memoryMb: 64, timeoutMs: 25_000 })).toMatchObject({ exitCode: 137, success: false })
  })

  it('may catch its MemoryError and go on', async () => {
    const code = 'try:\n  bytearray(1_000_000_000)\nexcept MemoryError:\n  result = "went on"'
    expect(await python(code, { memoryMb: 64 })).toMatchObject({ exitCode: 0, result: 'went on' })
  })

  it('fails, and no more, when it recurses without end', async () => {
    expect((await python('def f(): f()\nf()')).stderr).toContain('RecursionError')
    expect((await javascript('const f = () => f() + 1; f()')).exitCode).toBe(1)
  })

  it.each([
    ['python', 'while True: print("x" * 1000)'],
    ['javascript', 'for (;;) console.log("x".repeat(1000))'],
  ] as const)('is killed when it floods its output in %s', async (language, code) => {
    const run = await sandbox.run({ language, code, maxOutputBytes: 100 })
    expect(run).toMatchObject({ exitCode: 137, truncated: true })
    expect(run.stdout).toHaveLength(100)
    expect(run.stderr).toContain('more than 16 MB')
  })
})

describe('a program that gives back too much', () => {
  it.each([
    ['python', 'result = "x" * 50_000_000'],
    ['python', 'x = []\nfor n in range(1_000): x = [x]\nresult = x'],
    ['python', 'result = float("nan")'],
    ['javascript', 'result = "x".repeat(20_000_000)'],
    ['javascript', 'result = {}; result.self = result'],
  ] as const)('has its result dropped, in %s: %s', async (language, code) => {
    const run = await sandbox.run({ language, code })
    expect(JSON.stringify(run.result).length).toBeLessThan(10_000)
    if (run.result === null) expect(run.stderr).toContain('result was dropped')
  })

  it('has what it packed unpacked by nobody', async () => {
    const code =
      'import zipfile\nwith zipfile.ZipFile("b.zip", "w", zipfile.ZIP_DEFLATED) as z: z.writestr("big", "0" * 50_000_000)'
    const { binaryFiles, files } = await python(code)
    expect([Object.keys(binaryFiles), files]).toEqual([['b.zip'], {}])
    expect(Object.values(binaryFiles).join('').length).toBeLessThan(262_144)
  })

  it('cannot get more than 20 files and 256 KB back, and its links are left out', async () => {
    const code =
      'import os\nfor n in range(40): open(f"{n:02}", "wb").write(bytes([255]) * 20_000)\nos.symlink("/lib/python314.zip", "link")'
    const { binaryFiles, truncated } = await python(code)
    expect([Object.keys(binaryFiles).length, truncated]).toEqual([13, true])
  })

  it('floods both streams at once and is killed', async () => {
    const code = 'import sys\nwhile True:\n  print("x" * 9_000)\n  print("y" * 9_000, file=sys.stderr)'
    expect(await python(code, { maxOutputBytes: 10 })).toMatchObject({ exitCode: 137, truncated: true })
  })
})

describe('a program that talks like the interpreter', () => {
  it('cannot forge a report on its output', async () => {
    const forged = '{"exitCode":0,"result":"1","files":{},"filesTruncated":false}'
    const code = `import os, sys\nfor n in range(12):\n  try: os.write(n, b'{"ready":true}\\n${forged}\\n')\n  except OSError: pass\nsys.exit(1)`
    expect(await python(code)).toMatchObject({ exitCode: 1, result: null })
  })

  it.each(['os._exit(3)', 'os.abort()', 'sys.exit("gone")', 'os.kill(os.getpid(), 9)'])(
    'exits 1 on %s',
    async (end) => {
      expect((await python(`import os, sys; ${end}`)).exitCode).toBe(1)
    },
  )

  it('may print NUL bytes, broken UTF-8, lone surrogates and very long lines', async () => {
    const code = [
      'import sys',
      'sys.stdout.buffer.write(b"\\x00\\xff\\xed\\xa0\\x80|")',
      'sys.stdout.write("\\ud800".encode("utf-8", "replace").decode() + "z" * 40_000)',
      'result = "\\ud800\\x00"',
    ].join('\n')
    const run = await python(code)
    expect(run).toMatchObject({ success: true, result: '\ud800\0' })
    expect(run.stdout.isWellFormed()).toBe(true)
    expect(run.stdout).toHaveLength(6 + 1 + 40_000)
  })
})

describe('interpreters and their parent', () => {
  const sandboxUrl = new URL('../../src/arms/executor/create-sandbox.ts', import.meta.url).href
  const started: number[] = []
  afterEach(() => {
    for (const pid of started.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })

  it('all die with a parent that is killed, the idle and the busy ones', async () => {
    const script = `
      import { createSandbox } from '${sandboxUrl}'
      const sandbox = createSandbox()
      await sandbox.run({ language: 'javascript', code: '' })
      void sandbox.run({ language: 'javascript', code: 'for (;;) {}', timeoutMs: 600_000 })
      void sandbox.run({ language: 'python', code: 'while True: pass', timeoutMs: 600_000 })
      setTimeout(() => process.stdout.write('running'), 6_000)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(parent.stdout, 'data')
    const children = await childrenOf(parent.pid ?? 0)
    started.push(...children)
    expect(children).toHaveLength(2)
    parent.kill('SIGKILL')
    await vi.waitUntil(async () => (await living(children)).length === 0, { timeout: 10_000, interval: 100 })
  })

  it('do not keep a parent alive that forgot to close the sandbox', async () => {
    const script = `
      import { createSandbox } from '${sandboxUrl}'
      const { stdout } = await createSandbox().run({ language: 'javascript', code: 'console.log("ran")' })
      process.stdout.write(stdout)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    expect(stdout).toBe('ran\n')
  })

  it('are gone when close() returns', async () => {
    const before = await childrenOf(process.pid)
    const own = createSandbox({ idle: 2 })
    await own.run({ language: 'javascript', code: '' })
    const opened = (await childrenOf(process.pid)).filter((pid) => !before.includes(pid))
    expect(opened).toHaveLength(2)
    await own.close()
    expect(await living(opened)).toEqual([])
  })
})

async function processes(): Promise<{ pid: number; parent: number; state: string; command: string }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='])
  return stdout.split('\n').map((line) => {
    const [pid, parent, state = '', ...command] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), state, command: command.join(' ') }
  })
}

async function childrenOf(parent: number): Promise<number[]> {
  const all = await processes()
  return all.filter((one) => one.parent === parent && one.command.includes('interpreter-child')).map(({ pid }) => pid)
}

// A zombie is dead: it waits for its new parent to notice.
async function living(pids: readonly number[]): Promise<number[]> {
  const all = await processes()
  return all.filter(({ pid, state }) => pids.includes(pid) && !state.startsWith('Z')).map(({ pid }) => pid)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
