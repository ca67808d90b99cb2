import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createCommandSandbox } from '../../src/arms/executor/commands/create-command-sandbox.ts'
import { COMMAND_ATTEMPTS } from '../support/command-attempts.ts'
import { type HostFacts, toScript } from '../support/try-escapes.ts'

const SECRET = 'a secret of the host'
const sandbox = createCommandSandbox({ allowed: ['sh', 'cat'] })
// Where there is no bubblewrap these promises are about programs that never start: `refusal` says why.
const refusal = await sandbox.check()
const whereItWorks = (promise: string, tests: () => void) => refusal === null && describe(promise, tests)
const sh = (script: string, more: Partial<Parameters<typeof sandbox.run>[0]> = {}) =>
  sandbox.run({ argv: ['sh', '-c', script], timeoutMs: 20_000, ...more })

let folder: string
let listener: Server
let bystander: ChildProcess
let connections = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'escape-'))
  await chmod(folder, 0o777)
  await writeFile(join(folder, 'secret.txt'), SECRET, { mode: 0o644 })
  process.env['SANDBOX_ESCAPE_SECRET'] = SECRET
  listener = createServer((socket) => {
    connections += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  bystander = spawn('sleep', ['600'])
})

afterAll(async () => {
  delete process.env['SANDBOX_ESCAPE_SECRET']
  await sandbox.close()
  bystander.kill()
  listener.close()
  await rm(folder, { recursive: true })
})

function facts(): HostFacts {
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { folder, port, pid: bystander.pid ?? 0 }
}

whereItWorks('with bubblewrap, nothing of the host can be reached: a command', () => {
  it.each(Object.entries(COMMAND_ATTEMPTS))('cannot %s', async (_attempt, script) => {
    const { stdout, files } = await sh(toScript(facts(), script))
    expect(stdout).not.toContain('REACHED')
    expect(stdout + JSON.stringify(files)).not.toContain(SECRET)
  })

  it('leaves files, sockets and processes of the host as they were', async () => {
    expect(await readFile(join(folder, 'secret.txt'), 'utf8')).toBe(SECRET)
    expect(existsSync(join(folder, 'planted.txt'))).toBe(false)
    expect([connections, bystander.exitCode, bystander.signalCode]).toEqual([0, null, null])
  })

  it('gives no file of the host back through a symbolic link', async () => {
    const { files, binaryFiles } = await sh(
      `ln -s ${folder}/secret.txt a; ln -s /usr/bin/env b; ln -s ${folder} c; echo x > d`,
    )
    expect({ files, binaryFiles }).toEqual({ files: { d: 'x\n' }, binaryFiles: {} })
  })

  it('would reach the host outside: the attempts are real', async () => {
    const names = [
      'read a file of the host',
      'read the environment of the host',
      'signal a process of the host',
      'reach loopback',
    ]
    for (const name of names) {
      const { stdout } = await promisify(execFile)('sh', ['-c', toScript(facts(), COMMAND_ATTEMPTS[name] ?? '')])
      expect([name, stdout]).toEqual([name, expect.stringContaining('REACHED')])
    }
    await vi.waitUntil(() => connections === 1)
  })
})

whereItWorks('with bubblewrap, a command that wants too much', () => {
  const FORK_BOMB = 'bomb() { bomb | bomb & }; bomb; sleep 60'

  it.each([
    ['forks without end', FORK_BOMB, 124, 3_000],
    ['ends never', 'while :; do :; done', 124, 700],
    ['sleeps and ignores signals', 'trap "" TERM INT HUP; sleep 60', 124, 700],
    ['floods its output', 'yes', 137, 20_000],
    ['floods its errors', 'yes >&2', 137, 20_000],
    [
      'fills memory with many processes',
      'for n in 1 2 3 4 5 6 7 8; do perl -e \'$x = "x" x 40_000_000; sleep 20\' & done; wait',
      137,
      20_000,
    ],
    ['makes files without end', 'perl -e \'for (;;) { open F, ">", $n++; close F }\'', 137, 20_000],
  ])('is ended: it %s', async (_what, script, exitCode, timeoutMs) => {
    const run = await sh(script, { timeoutMs, memoryMb: 128 })
    expect([run.exitCode, run.success]).toEqual([exitCode, false])
  })

  it('gets no more than its memory for one process, and no more than its disk', async () => {
    expect((await sh('perl -e \'$x = "x" x 400_000_000\'', { memoryMb: 64 })).success).toBe(false)
    const full = await sh('head -c 100000000 /dev/zero > a; head -c 100000000 /dev/zero > b; cat a b | wc -c')
    expect(Number(full.stdout)).toBeLessThanOrEqual(64 * 1_048_576)
  })

  it('leaves no process behind, when it ends, when it is late and when its parent is killed', async () => {
    const mark = `6${process.pid}`
    await sh(`setsid sleep ${mark} & (nohup sleep ${mark} >/dev/null 2>&1 &); echo done`)
    await sh(`setsid sleep ${mark} & sleep ${mark}`, { timeoutMs: 500 })
    const url = new URL('../../src/arms/executor/commands/create-command-sandbox.ts', import.meta.url).href
    const script = `
      import { createCommandSandbox } from '${url}'
      const sandbox = createCommandSandbox({ allowed: ['sh'] })
      void sandbox.run({ argv: ['sh', '-c', 'setsid sleep ${mark} & sleep ${mark}'], timeoutMs: 600_000 })
      await sandbox.check()`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' })
    await vi.waitUntil(async () => (await countOf(mark)) > 0, { timeout: 20_000, interval: 100 })
    parent.kill('SIGKILL')
    await vi.waitUntil(async () => (await countOf(mark)) === 0, { timeout: 20_000, interval: 100 })
  })
})

async function countOf(mark: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'args='])
  return stdout.split('\n').filter((line) => line.trim() === `sleep ${mark}`).length
}

whereItWorks('with bubblewrap, a command', () => {
  it('gets its words as they are: no shell reads them', async () => {
    const run = await sandbox.run({ argv: ['cat', '$(id)', '; id', '*'] })
    expect(run.stderr).toContain("'$(id)'")
    expect([run.stdout, run.exitCode]).toEqual(['', 1])
  })

  it('reads its files and standard input and gives its own files back, as text or bytes', async () => {
    const given = { 'in.txt': 'text,', 'deep/er/in.bin': { base64: '/wA=' } }
    const run = await sh('cat in.txt - > out.txt; mkdir o; cat deep/er/in.bin > o/out.bin; echo $PWD $HOME', {
      files: given,
      stdin: 'typed',
    })
    expect(run).toMatchObject({
      success: true,
      exitCode: 0,
      stdout: '/box/work /box/work\n',
      stderr: '',
      truncated: false,
    })
    expect([run.files, run.binaryFiles]).toEqual([{ 'out.txt': 'text,typed' }, { 'o/out.bin': '/wA=' }])
  })

  it('gives back declared files only, and says when one was too large', async () => {
    const { files, truncated } = await sh('echo 1 > a.csv; echo 2 > b.txt; head -c 300000 /dev/zero > c.csv', {
      outputs: ['*.csv'],
    })
    expect([files, truncated]).toEqual([{ 'a.csv': '1\n' }, true])
  })

  it('finds nothing of the run before it', async () => {
    await sh('echo x > left; echo x > /tmp/left')
    expect((await sh('ls -A . /tmp')).stdout).toBe('.:\n\n/tmp:\n')
  })

  it('ends with 130 when it is aborted, and is not started when that was before', async () => {
    const task = new AbortController()
    setTimeout(() => task.abort(), 300)
    expect((await sh('sleep 60', { signal: task.signal })).exitCode).toBe(130)
    expect(await sh('echo ran', { signal: task.signal })).toMatchObject({ exitCode: 130, stdout: '' })
  })
})

describe('a command that may not be run', () => {
  it.each([['id'], ['/bin/sh'], ['../sh'], ['sh '], ['']])('is refused by name: "%s"', async (program) => {
    await expect(sandbox.run({ argv: [program] })).rejects.toThrow(
      'Only these programs may be run, by their plain name: sh, cat',
    )
  })

  it('is any command where none is allowed', async () => {
    const refused = createCommandSandbox().run({ argv: ['ls'] })
    await expect(refused).rejects.toThrow(
      'No command may be run here: name the allowed programs in OCTOLLM_COMMANDS=git,ls.',
    )
  })

  it.each(['../up', '/etc/x', 'a//b', ''])('has a file "%s", which is not in its folder', async (path) => {
    await expect(sh('true', { files: { [path]: '' } })).rejects.toThrow('give a relative path')
  })

  it.each([null, '/nonexistent/bwrap', '/bin/false', '/bin/true'])(
    'is one on a system whose sandbox is %s: it is never run outside',
    async (bubblewrap) => {
      const without = createCommandSandbox({ allowed: ['sh'], bubblewrap })
      const refused = without.run({ argv: ['sh', '-c', `touch ${folder}/planted.txt`] })
      await expect(refused).rejects.toMatchObject({ name: 'SandboxUnavailable' })
      expect(existsSync(join(folder, 'planted.txt'))).toBe(false)
      expect(await without.check()).toMatchObject({ reason: expect.stringContaining('bubblewrap') })
    },
  )

  if (refusal !== null) {
    it('is every command here, where the sandbox does not work', async () => {
      await expect(sh('true')).rejects.toMatchObject({ name: 'SandboxUnavailable' })
    })
  }
})
