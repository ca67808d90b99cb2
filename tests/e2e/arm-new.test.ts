import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { cp, mkdir, readFile, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOctollm, type Octollm } from '../support/octollm-process.ts'

let octollm: Octollm

beforeAll(async () => {
  octollm = await createOctollm()
})
afterAll(() => octollm.remove())

const manifestOf = async (folder: string) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))

describe('octollm arm new', () => {
  it('says what it wrote and what to do next', async () => {
    const { code, stdout } = await octollm.run(['arm', 'new', 'stock-prices', '--kind', 'http'])
    expect(code).toBe(0)
    expect(stdout).toContain('Wrote the arm "stock-prices" to stock-prices. Next:')
    for (const step of ['cd stock-prices', 'npm install', 'npm test', 'npm start'])
      expect(stdout).toContain(`  ${step}\n`)
    expect(stdout).toContain('OCTOLLM_ARMS=http://127.0.0.1:8103 octollm serve')
  })

  it('gives every package the version that was tested here, and OctoLLM itself from where it runs', async () => {
    await octollm.run(['arm', 'new', 'versions'])
    const own = JSON.parse(await readFile('package.json', 'utf8'))
    const { dependencies, devDependencies } = await manifestOf(join(octollm.folder, 'versions'))
    expect(devDependencies).toMatchObject({ vitest: own.devDependencies.vitest })
    expect(dependencies).toMatchObject({ zod: own.dependencies.zod })
    const { octollm: origin, ...others } = dependencies
    expect(resolve(octollm.folder, 'versions', origin.slice('file:'.length))).toBe(resolve('.'))
    for (const version of Object.values({ ...others, ...devDependencies })) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('makes the folder where it is told, and leaves one alone that has something in it', async () => {
    expect((await octollm.run(['arm', 'new', 'twice', '--dir', 'arms'])).code).toBe(0)
    const again = await octollm.run(['arm', 'new', 'twice', '--dir', 'arms'])
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is not empty: choose another name') })
  })

  it.each([
    ['Demo', 'lower-case letters'],
    ['../demo', 'lower-case letters'],
    ['judge', '"judge" is taken'],
  ])('refuses the name %s and says why', async (name, why) => {
    expect(await octollm.run(['arm', 'new', name])).toMatchObject({ code: 2, stderr: expect.stringContaining(why) })
  })

  it('refuses a kind it does not know, naming those it does', async () => {
    const { code, stderr } = await octollm.run(['arm', 'new', 'demo', '--kind', 'go'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('in-process, http, python') })
  })
})

describe('octollm arm new demo && npm test, in a checkout', { timeout: 120_000 }, () => {
  // What those two commands touch of a checkout, so that nothing is written into this one.
  const TOUCHED = ['src', 'templates', 'bin', 'migrations', 'models', 'package.json', 'vitest.config.ts', 'biome.json']
  let checkout: string
  const inCheckout = (command: string, ...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(command, args, { cwd: checkout, env: { ...octollm.env, NO_COLOR: '1' }, encoding: 'utf8' })

  beforeAll(async () => {
    checkout = join(octollm.folder, 'checkout')
    for (const path of TOUCHED) await cp(path, join(checkout, path), { recursive: true })
    await mkdir(join(checkout, 'tests', 'support'), { recursive: true })
    await cp('tests/support/postgres-global.ts', join(checkout, 'tests', 'support', 'postgres-global.ts'))
    await symlink(resolve('node_modules'), join(checkout, 'node_modules'))
    for (const kind of ['in-process', 'http', 'python']) {
      const made = inCheckout(process.execPath, 'bin/octollm.mjs', 'arm', 'new', `demo-${kind}`, '--kind', kind)
      expect(made).toMatchObject({ status: 0, stderr: '' })
    }
  })

  it('tests the new arms with the checkout’s own sources, with nothing installed or built', async () => {
    const { status, stdout } = inCheckout('npm', 'test', '--', '--reporter=json', '--outputFile=report.json')
    expect(status, stdout).toBe(0)
    const { testResults, numFailedTests } = JSON.parse(await readFile(join(checkout, 'report.json'), 'utf8'))
    const files = testResults.map(({ name }: { name: string }) => name.slice(name.indexOf('/demo-') + 1))
    expect(numFailedTests).toBe(0)
    expect(files.sort()).toEqual([
      'demo-http/test/demo-http-arm.test.ts',
      'demo-http/test/served.test.ts',
      'demo-in-process/test/demo-in-process-arm.test.ts',
    ])
  })

  it('leaves the checks of the checkout nothing to say', () => {
    const { status, stdout, stderr } = inCheckout(
      'npx',
      'biome',
      'check',
      'demo-http',
      'demo-in-process',
      'demo-python',
    )
    expect(status, stdout + stderr).toBe(0)
  })
})
