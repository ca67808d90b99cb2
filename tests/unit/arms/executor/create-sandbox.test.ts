import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { createSandbox } from '../../../../src/arms/executor/create-sandbox.ts'
import { SandboxUnavailable } from '../../../../src/arms/executor/sandbox.ts'

const sandbox = createSandbox()
afterAll(() => sandbox.close())

const SOLUTION = 'def double(n):\n    return n * 2\n'
const TESTS = (expected: number) => `
import unittest
from solution import double

class DoubleTest(unittest.TestCase):
    def test_doubles(self):
        self.assertEqual(double(2), ${expected})

unittest.main()
`

describe('Python', () => {
  it('gives back result, output and new files, and leaves given files that did not change out', async () => {
    const code = [
      'import sys, json',
      'print("sum", octo["a"] + octo["b"]); print("aside", file=sys.stderr)',
      'open("out/report.txt", "w").write(open("given.txt").read() + input()) if __import__("os").makedirs("out") is None else 0',
      'result = {"lines": [1, None, "é"]}',
    ].join('\n')
    const files = { 'given.txt': 'from a file, ' }
    const run = await sandbox.run({ language: 'python', code, files, input: { a: 1, b: 2 }, stdin: 'from stdin' })
    expect(run).toMatchObject({ success: true, exitCode: 0, stdout: 'sum 3\n', stderr: 'aside\n', truncated: false })
    expect(run.result).toEqual({ lines: [1, null, 'é'] })
    expect(run.files).toEqual({ 'out/report.txt': 'from a file, from stdin' })
  })

  it('exits 0 when unittest passes', async () => {
    const run = await sandbox.run({ language: 'python', code: TESTS(4), files: { 'solution.py': SOLUTION } })
    expect(run).toMatchObject({ success: true, exitCode: 0, files: {} })
    expect(run.stderr).toContain('Ran 1 test')
  })

  it('exits 1 when unittest fails, and shows the failure', async () => {
    const run = await sandbox.run({ language: 'python', code: TESTS(5), files: { 'solution.py': SOLUTION } })
    expect(run).toMatchObject({ success: false, exitCode: 1 })
    expect(run.stderr).toContain('AssertionError: 4 != 5')
  })

  it('exits 1 with a traceback that starts in the program', async () => {
    const run = await sandbox.run({ language: 'python', code: 'x = 1\nx / 0' })
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toMatch(/^Traceback.*\n {2}File "<main>", line 2, in <module>/)
  })

  it('runs asyncio.run', async () => {
    const code = 'import asyncio\nasync def main():\n  await asyncio.sleep(0)\n  return 7\nresult = asyncio.run(main())'
    expect((await sandbox.run({ language: 'python', code })).result).toBe(7)
  })

  it('keeps nothing from one run to the next', async () => {
    await sandbox.run({
      language: 'python',
      code: 'import builtins; builtins.left = 1; open("left.txt", "w").write("x")',
    })
    const code = 'import builtins, os; result = [hasattr(builtins, "left"), os.path.exists("left.txt")]'
    expect((await sandbox.run({ language: 'python', code })).result).toEqual([false, false])
  })

  it('says on stderr that a result is not JSON, and gives null', async () => {
    const run = await sandbox.run({ language: 'python', code: 'result = {1, 2}' })
    expect(run).toMatchObject({ success: true, result: null })
    expect(run.stderr).toContain('result was dropped: it is not JSON')
  })

  it('gives back at most 20 files and says that there were more', async () => {
    const code = 'for n in range(30): open(f"{n}.txt", "w").write("x")'
    const run = await sandbox.run({ language: 'python', code })
    expect(Object.keys(run.files)).toHaveLength(20)
    expect(run.truncated).toBe(true)
  })
})

describe('JavaScript', () => {
  const run = (code: string, more = {}) => sandbox.run({ language: 'javascript', code, ...more })

  it('gives back result, output and new files', async () => {
    const code = `import { readFile, writeFile } from 'files'
      console.log('sum', octo.a + octo.b, { ok: [true] })
      console.error('aside')
      writeFile('out.txt', readFile('given.txt') + stdin)
      const result = { lines: [1, null] }`
    const done = await run(code, { files: { 'given.txt': 'given, ' }, input: { a: 1, b: 2 }, stdin: 'typed' })
    expect(done).toMatchObject({ success: true, stdout: 'sum 3 {"ok":[true]}\n', stderr: 'aside\n', exitCode: 0 })
    expect(done).toMatchObject({ result: { lines: [1, null] }, files: { 'out.txt': 'given, typed' } })
  })

  it('imports the files of the run, from each other too', async () => {
    const files = {
      'lib/fib.js': `import { one } from './one.js'\nexport const fib = (n) => (n < 2 ? n : fib(n - one) + fib(n - 2))`,
      'lib/one.js': 'export const one = 1',
    }
    expect((await run(`import { fib } from './lib/fib.js'\nresult = fib(10)`, { files })).result).toBe(55)
  })

  it.each([
    'assert(1)',
    'assert.equal(1, "1")',
    'assert.strictEqual(NaN, NaN)',
    'assert.deepStrictEqual({ a: [1, new Map([[1, new Set([2])]])] }, { a: [1, new Map([[1, new Set([2])]])] })',
    'assert.throws(() => { throw new TypeError("no") }, TypeError)',
    'assert.throws(() => { throw new Error("no way") }, /no way/)',
    'await assert.rejects(async () => { throw new RangeError("far") }, { name: "RangeError" })',
  ])('passes %s', async (check) => {
    expect(await run(`import assert from 'node:assert'\n${check}`)).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it.each([
    'assert(0)',
    'assert.strictEqual(1, "1")',
    'assert.deepStrictEqual({ a: [1] }, { a: [1, 2] })',
    'assert.deepStrictEqual({ a: undefined }, {})',
    'assert.throws(() => {})',
    'assert.throws(() => { throw new Error("no") }, TypeError)',
    'await assert.rejects(async () => 1)',
  ])('exits 1 on %s', async (check) => {
    expect(await run(`import assert from 'assert'\n${check}`)).toMatchObject({ exitCode: 1, success: false })
  })

  it('waits for timers and for the main() a program calls last, and notices its failure', async () => {
    const main = 'const sleep = (ms) => new Promise((done) => setTimeout(done, ms))\nasync function main() {\n'
    expect((await run(`${main}  await sleep(5); result = 'slept'\n}\nmain()\n`)).result).toBe('slept')
    expect((await run(`${main}  await sleep(5); throw new Error('late')\n}\nmain()\n`)).stderr).toContain('Error: late')
  })

  it('exits 1 when the program waits for something that never happens', async () => {
    expect(await run('await new Promise(() => {})')).toMatchObject({ exitCode: 1 })
  })

  it('keeps nothing from one run to the next', async () => {
    await run('globalThis.left = 1; Object.prototype.polluted = 1')
    expect((await run('result = [typeof left, typeof ({}).polluted]')).result).toEqual(['undefined', 'undefined'])
  })
})

describe('limits', () => {
  it('cuts output at maxOutputBytes on a whole character, says so, and lets the program end', async () => {
    const code = 'print("é" * 100); result = "ended"'
    const run = await sandbox.run({ language: 'python', code, maxOutputBytes: 11 })
    expect(run).toMatchObject({ success: true, stdout: 'ééééé', truncated: true, result: 'ended' })
  })

  it('runs nothing when it is aborted already, and exits 130', async () => {
    const run = await sandbox.run({ language: 'javascript', code: 'console.log(1)', signal: AbortSignal.abort() })
    expect(run).toMatchObject({ exitCode: 130, stdout: '', success: false })
  })

  it('exits 130 when it is aborted half-way', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 600)
    const run = await sandbox.run({ language: 'javascript', code: 'for (;;) {}', signal: controller.signal })
    expect(run.exitCode).toBe(130)
  })

  it.each(['../up.py', '/etc/cron.d/x', 'a//b', ''])('refuses the file name "%s"', async (path) => {
    const run = sandbox.run({ language: 'python', code: '', files: { [path]: '' } })
    await expect(run).rejects.toThrow('give a relative path')
  })

  it('is unavailable once closed', async () => {
    const closed = createSandbox()
    await closed.close()
    await expect(closed.run({ language: 'javascript', code: '' })).rejects.toThrow(SandboxUnavailable)
  })
})

describe('an interpreter that cannot start', () => {
  const sandboxUrl = new URL('../../../../src/arms/executor/create-sandbox.ts', import.meta.url).href

  it.each(['/nonexistent/node', '/bin/false'])(
    'is SandboxUnavailable, and nothing is run, when Node is %s',
    async (node) => {
      const script = `
      import { createSandbox } from '${sandboxUrl}'
      process.execPath = '${node}'
      const outcome = await createSandbox().run({ language: 'javascript', code: '' }).catch((error) => error)
      process.stdout.write(outcome.name + ': ' + outcome.message)`
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
      expect(stdout).toMatch(/^SandboxUnavailable: .*nothing was run.*Node 22.15 or newer/)
    },
  )
})
