import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSandbox } from '../../src/arms/executor/create-sandbox.ts'
import { createPythonSnapshot } from '../../src/arms/executor/python-snapshot.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pool-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Processes that this one started for programs. */
async function interpreters(): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'ppid=,args='])
  const own = stdout.split('\n').filter((line) => line.trim().startsWith(`${process.pid} `))
  return own.filter((line) => line.includes('interpreter-child')).length
}

describe('the pool of interpreters', () => {
  it('runs no more programs at once than it may, and all of them in the end', async () => {
    const sandbox = createSandbox({ idle: 1, parallel: 2 })
    try {
      const code = 'await new Promise((done) => setTimeout(done, 300)); result = octo'
      const runs = Array.from({ length: 6 }, (_, input) => sandbox.run({ language: 'javascript', code, input }))
      let most = 0
      const watch = async (): Promise<void> => {
        most = Math.max(most, await interpreters())
      }
      const all = Promise.all(runs)
      for (let isOver = false; !isOver; ) {
        await watch()
        isOver = await Promise.race([all.then(() => true), watch().then(() => false)])
      }
      expect((await all).map(({ result }) => result)).toEqual([0, 1, 2, 3, 4, 5])
      expect(most).toBeLessThanOrEqual(3)
    } finally {
      await sandbox.close()
    }
  })

  it('lets a program that waits for its turn be aborted, and then does not run it', async () => {
    const sandbox = createSandbox({ idle: 0, parallel: 1 })
    try {
      const busy = sandbox.run({ language: 'javascript', code: 'for (;;) {}', timeoutMs: 3_000 })
      const task = new AbortController()
      const waiting = sandbox.run({ language: 'javascript', code: 'console.log("ran")', signal: task.signal })
      task.abort()
      expect(await waiting).toMatchObject({ exitCode: 130, stdout: '', stderr: 'Aborted.\n', durationMs: 0 })
      expect((await busy).exitCode).toBe(124)
    } finally {
      await sandbox.close()
    }
  })

  it('keeps as many waiting as it is told, filled up again after each run', async () => {
    const before = await interpreters()
    const sandbox = createSandbox({ idle: 2 })
    try {
      await sandbox.run({ language: 'javascript', code: '' })
      await vi.waitUntil(async () => (await interpreters()) === before + 2, { timeout: 10_000, interval: 50 })
    } finally {
      await sandbox.close()
    }
  })
})

describe('the snapshot that Python starts from', () => {
  const runIn = async (snapshotFolder: string, code = 'result = 6 * 7') => {
    const sandbox = createSandbox({ idle: 0, snapshotFolder })
    try {
      return await sandbox.run({ language: 'python', code })
    } finally {
      await sandbox.close()
    }
  }
  async function make(snapshotFolder: string): Promise<string> {
    const sandbox = createSandbox({ idle: 1, snapshotFolder })
    sandbox.prepare?.('python')
    await vi.waitUntil(async () => (await readdir(snapshotFolder)).some((name) => name.endsWith('.snapshot')), {
      timeout: 60_000,
      interval: 50,
    })
    await sandbox.close()
    const [name = ''] = await readdir(snapshotFolder)
    return join(snapshotFolder, name)
  }

  let own: string
  let file: string
  beforeAll(async () => {
    own = await mkdtemp(join(folder, 'snapshots-'))
    file = await make(own)
  }, 90_000)

  it('is made in the background, for this user alone, and runs programs like an interpreter without it', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await runIn(own)).toMatchObject({ success: true, result: 42 })
  })

  it('takes the place of older ones, after a day', async () => {
    const [old, young, other] = ['python-old.snapshot', 'python-young.snapshot', 'notes'].map((name) => join(own, name))
    for (const path of [old, young, other]) await writeFile(String(path), '')
    for (const path of [old, other]) await utimes(String(path), 0, 0)
    const sandbox = createSandbox({ idle: 1, snapshotFolder: own })
    sandbox.prepare?.('python')
    await vi.waitUntil(async () => !(await readdir(own)).includes('python-old.snapshot'), {
      timeout: 10_000,
      interval: 50,
    })
    await sandbox.close()
    expect((await readdir(own)).sort()).toEqual(['notes', file.slice(own.length + 1), 'python-young.snapshot'])
  })

  it.each([
    ['cut short', ''],
    ['something else', Buffer.alloc(31_457_408)],
  ])('is not needed: one that is %s costs no run', async (_what, content) => {
    await writeFile(file, content)
    expect(await runIn(own)).toMatchObject({ success: true, result: 42, stderr: '' })
  })

  it('is not taken from a folder that others may write to', async () => {
    const open = await mkdtemp(join(folder, 'open-'))
    await chmod(open, 0o777)
    expect(await createPythonSnapshot(open).make()).toBeUndefined()
    expect(await readdir(open)).toEqual([])
  })
})
